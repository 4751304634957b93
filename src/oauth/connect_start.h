// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "oauth/connect_ask.h"
#include "oauth/connect_context.h"
#include "oauth/flow_cookie.h"

namespace fairlead::oauth {

struct ConnectStarted {
    /// The platform's page for a browser session, else `{PUBLIC_URL}/connect/{token}`. Secret
    /// enough not to be logged.
    std::string auth_url;
    /// The flow's state; of a link, the id of its connect session.
    std::string state;
    std::optional<FlowCookie> cookie;  ///< to be set when the platform's page is next
};

/// A link with which one user connects one account in some browser (SPEC D8).
struct ConnectLink {
    ConnectSessionId id;
    std::string url;  ///< {PUBLIC_URL}/connect/{token}
    Time expires_at{};
};

/// Begins connecting: the one operation behind the three routes of SPEC A1 and behind connect
/// sessions. Thread-safe.
///
/// Errors: `not_found` unknown integration or connection; `conflict` with the reason
/// "integration_disabled" or "integration_not_configured", saying what to set, or where no
/// integration is set up for the method or variant; `invalid` with faults for redirectUrl, scopes, vars;
/// `rate_limited` for the 21st pending flow of a user, with the time until one dies; `unavailable`
/// when this node has 200 000 pending.
class ConnectStart {
public:
    /// Whether the confirmation may be skipped (SPEC A1): a request that another site made, or
    /// that a browser merely followed, may not.
    enum class Origin : std::uint8_t { proven, unproven };

    explicit ConnectStart(ConnectContext& context) : context_(context) {}

    /// A browser session whose request is proven to come from our own pages gets the platform's
    /// URL; everybody else a link to the page that asks. `caller.user` must be there: `invalid`
    /// otherwise.
    Task<Result<ConnectStarted>> start(Caller caller, ConnectAsk ask, Origin origin);

    /// `code_challenge`: S256 of a verifier that the application's backend keeps for `finish`;
    /// empty: the page's confirmation alone.
    Task<Result<ConnectLink>> create_link(Caller caller, ConnectAsk ask,
                                          std::string code_challenge);

private:
    ConnectContext& context_;
};

}  // namespace fairlead::oauth
