// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/audit.h"
#include "model/user.h"
#include "oauth/connect_context.h"

namespace fairlead::oauth {

/// A checked ask: all that a flow needs but the browser it will be bound to.
struct ConnectPlan {
    Integrations::Ready ready;
    WorkspaceId workspace;
    UserId user;
    std::string redirect_url;
    std::vector<std::string> scopes;
    std::map<std::string, std::string> vars;  ///< those given, each of them right
    std::optional<ConnectionId> reconnect;
};

/// Checks an ask of a user. Errors as ConnectStart says.
Task<Result<ConnectPlan>> plan_connect(ConnectContext& context, WorkspaceId workspace, UserId user,
                                       ConnectAsk ask);

/// An audit event of what became of a plan.
AuditEvent event_of(const ConnectPlan& plan, const Caller& caller, const std::string& actor,
                    const char* type, const char* result);

/// What binds a plan to a browser.
struct FlowBinding {
    std::optional<SessionId> session;
    std::optional<ConnectSessionId> link;
    bool needs_finish = false;
    std::string actor;
    Caller caller;  ///< for the audit log
};

struct FlowBegun {
    std::string auth_url;
    FlowStore::Begun begun;
};

/// `invalid` with faults where a variable is missing that has no default. Puts the flow into the
/// cache and builds the platform's URL (audited as oauth_initiated). With OAuth 1.0a the platform is
/// asked for a request token first: what stands against that is audited and kept as the user's last
/// attempt, and the error says it (fault_error.h).
Task<Result<FlowBegun>> begin_flow(ConnectContext& context, ConnectPlan plan, FlowBinding binding);

}  // namespace fairlead::oauth
