// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/task.h"
#include "base/time.h"
#include "model/user.h"

#include <string>

namespace fairlead {

/// One thing that happened and must be remembered (SPEC H5). Holds no secret.
struct AuditEvent {
    std::string type;  ///< e.g. "oauth_initiated", "connect.user_mismatch", "key_rotated"
    WorkspaceId workspace = default_workspace;
    std::optional<UserId> user;  ///< whose data it concerns
    std::string actor;           ///< "session:<id>", "api_key:<id>", "jwt", "system"
    std::optional<ConnectionId> connection;
    std::string provider;
    std::string result;  ///< "ok" or an error kind
    std::string address;
    std::string request_id;
    Json details;  ///< small, no personal data, no secret
};

/// An event as it is stored: whoever reads the row does not learn the address.
struct SealedAuditEvent {
    Time at{};
    AuditEvent event;     ///< without its address
    std::string address;  ///< sealed with the key of whom the event concerns, or empty
};

/// "session:<id>", "api_key:<id>", "jwt" or "open".
std::string actor_of(const Caller& caller);

/// Where audit events go. Thread-safe. An event that cannot be stored is an error, and what
/// depends on it is refused (security.md 96).
class AuditSink {
public:
    virtual ~AuditSink() = default;
    virtual Task<Result<void>> record(AuditEvent event) = 0;
    /// Makes an event of now ready for the caller to store in the transaction of what it tells of:
    /// one commit instead of two, and neither without the other.
    virtual Task<Result<SealedAuditEvent>> seal(AuditEvent event) = 0;
    /// Token reads and proxy calls: counted per key, connection and minute, written in bulk.
    virtual void count(const char* what, WorkspaceId workspace, std::optional<ApiKeyId> key,
                       ConnectionId connection) = 0;
    /// `unavailable` while what is counted cannot be stored. Nobody asks yet.
    virtual Result<void> check_counting() const { return ok(); }
};

}  // namespace fairlead
