// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "storage/database.h"

namespace fairlead::storage {

/// A browser's log-in. The token itself is never stored, only its hash.
struct Session {
    SessionId id;
    WorkspaceId workspace;
    UserId user;
    std::string token_hash;
    std::string address;  ///< where it began
    std::string user_agent;
    Time created_at{};
    Time proven_at{};  ///< when the password was last given
    Time last_seen_at{};
    Time expires_at{};  ///< absolute
};

/// Sessions. Thread-safe.
class SessionStore {
public:
    struct Found {
        Session session;
        User user;
    };

    explicit SessionStore(Database& database) : database_(database) {}

    Task<Result<void>> insert(Session session);
    /// With its user, whatever its age and theirs: judging is the caller's.
    Task<Result<std::optional<Found>>> find_by_token_hash(std::string token_hash);
    /// A user's, newest first.
    Task<Result<std::vector<Session>>> list(WorkspaceId workspace, UserId user);

    Task<Result<bool>> touch(WorkspaceId workspace, SessionId id, Time now);
    Task<Result<bool>> prove(WorkspaceId workspace, SessionId id, Time now);
    Task<Result<bool>> erase(WorkspaceId workspace, SessionId id);
    /// All of a user's but `except` (nil: all); answers how many.
    Task<Result<std::int64_t>> erase_of(WorkspaceId workspace, UserId user, SessionId except);
    /// Those past their end or not seen since `idle_before`, of every workspace.
    Task<Result<std::int64_t>> erase_over(Time now, Time idle_before);

private:
    Database& database_;
};

}  // namespace fairlead::storage
