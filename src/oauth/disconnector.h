// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/revocations.h"

namespace fairlead::oauth {

/// Who lets which account go.
struct DisconnectAsk {
    WorkspaceId workspace;
    std::optional<UserId> user;  ///< whose connection it must be; none: any of the workspace
    ConnectionId connection;
    std::string actor;  ///< as the audit log names it
    SyncedData data = SyncedData::kept;
};

/// Disconnects (SPEC A7). Thread-safe.
class Disconnector {
public:
    Disconnector(RefreshEngine& engine, Revocations& revocations)
        : engine_(engine), revocations_(revocations) {}

    /// The tokens have left the database when this answers; the platform is told in the
    /// background. `not_found` for somebody else's. Safe to repeat.
    Task<Result<Disconnected>> disconnect(DisconnectAsk ask);

    /// For a callback, before it exchanges its code: waits while a revocation of the whole grant is
    /// on its way for this connection. True: there was one, so that the new consent must be
    /// verified (`NewConsent::verify`).
    Task<Result<bool>> wait_for_revocation(WorkspaceId workspace, ConnectionId connection,
                                           Milliseconds at_most);

private:
    RefreshEngine& engine_;
    Revocations& revocations_;
};

/// What a person is told.
std::string message_for(const Disconnected& done, const std::string& platform);

}  // namespace fairlead::oauth
