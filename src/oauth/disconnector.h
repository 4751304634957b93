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

private:
    RefreshEngine& engine_;
    Revocations& revocations_;
};

/// What a person is told.
std::string message_for(const Disconnected& done, const std::string& platform);

}  // namespace fairlead::oauth
