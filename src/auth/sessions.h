// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "http/cookies.h"
#include "model/user.h"
#include "storage/session_store.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead::auth {

struct SessionLimits {
    Milliseconds idle = std::chrono::hours{12};           ///< unused for so long: over
    Milliseconds absolute = std::chrono::hours{24 * 30};  ///< over after this in any case
    Milliseconds proof = std::chrono::minutes{10};        ///< how long a given password stays fresh
};

/// What the holder of a session may do: what a page needs, and never a token or credential.
Scope session_scopes(Role role);

/// Browsers that are signed in. A session is a random token of 256 bits in a `__Host-` cookie, of
/// which the hash alone is stored. Thread-safe.
class Sessions {
public:
    Sessions(storage::SessionStore& store, const Clock& clock, Random& random, Log& log,
             SessionLimits limits = {})
        : store_(store), clock_(clock), random_(random), log_(log), limits_(limits) {}

    struct Begun {
        SessionId id;
        http::SetCookie cookie;
    };
    /// For a user who has just proved who they are. Always a new token; `replaced`, the session
    /// that the browser had before, ends (security.md 47).
    struct Start {
        User user;
        std::string address;
        std::string user_agent;
        std::optional<SessionId> replaced = {};
    };
    Task<Result<Begun>> begin(Start start);

    using Found = storage::SessionStore::Found;
    /// Whose token it is; nullopt when it is unknown, over, or its user is disabled. Notes at most
    /// once a minute that it was seen.
    Task<Result<std::optional<Found>>> find(std::string token);

    /// A user's own, newest first, those that are over left out.
    Task<Result<std::vector<storage::Session>>> list(WorkspaceId workspace, UserId user);
    /// False: the user has no such session.
    Task<Result<bool>> end(WorkspaceId workspace, UserId user, SessionId id);
    /// All of a user's but `except`, if one is given; answers how many.
    Task<Result<std::int64_t>> end_all(WorkspaceId workspace, UserId user,
                                       std::optional<SessionId> except = {});
    /// Tells the browser to forget.
    static http::SetCookie forget() { return http::SetCookie::removal(http::session_cookie); }

    /// The user gave their password again.
    Task<Result<bool>> prove(WorkspaceId workspace, SessionId id);
    /// For what a found unlocked screen must not allow (security.md 49): `unauthenticated` with the
    /// reason "reauth_required" for a session whose password was given too long ago. Keys and
    /// tokens pass: they hold what they were given.
    Task<Result<void>> require_recent_proof(Caller caller);

    /// Removes those that are over, of every workspace: for a job.
    Task<Result<std::int64_t>> erase_over();

private:
    bool is_over(const storage::Session& session) const;
    Task<Result<void>> note_seen(storage::Session session);

    storage::SessionStore& store_;
    const Clock& clock_;
    Random& random_;
    Log& log_;
    SessionLimits limits_;
};

}  // namespace fairlead::auth
