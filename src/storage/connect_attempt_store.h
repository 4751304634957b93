// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/ids.h"
#include "storage/database.h"

namespace fairlead::storage {

/// Why a user's last attempt to connect an integration failed.
struct ConnectAttempt {
    WorkspaceId workspace;
    UserId user;
    IntegrationId integration;
    std::string kind;     ///< a kind of SPEC A4
    std::string message;  ///< for the user
    std::optional<Time> retry_at;
    Time failed_at{};
};

/// The last failed attempt per user and integration (SPEC A9). Thread-safe.
class ConnectAttemptStore {
public:
    explicit ConnectAttemptStore(Database& database) : database_(database) {}

    Task<Result<void>> put(ConnectAttempt attempt);
    /// A user's, of all integrations, that failed after `since`.
    Task<Result<std::vector<ConnectAttempt>>> list(WorkspaceId workspace, UserId user, Time since);
    /// A connect that succeeded ends it.
    static Task<Result<void>> clear(Tx& tx, WorkspaceId workspace, UserId user,
                                    IntegrationId integration);
    Task<Result<std::int64_t>> erase_before(Time before);

private:
    Database& database_;
};

}  // namespace fairlead::storage
