// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/secret.h"
#include "crypto/password.h"
#include "storage/user_store.h"

#include <memory>
#include <optional>
#include <string>

namespace fairlead::auth {

/// Signing in with an e-mail address and a password, for Fairlead's own pages. Passwords are
/// hashed by Argon2id on the pool, never on a loop; a full pool is `unavailable`. Thread-safe.
///
/// It ends no sessions: whoever changes a password does that as well (Sessions::end_all).
class PasswordLogin {
public:
    struct Services {
        storage::UserStore& users;
        WorkPool& pool;
        const Clock& clock;
        Random& random;
        Log& log;
    };
    static Result<std::unique_ptr<PasswordLogin>> create(Services services,
                                                         crypto::PasswordCost cost = {});

    /// The user; nullopt when the address is unknown, has no password, the password is wrong, or
    /// the user is disabled. The work is the same in every case, so the time tells nothing.
    Task<Result<std::optional<User>>> log_in(WorkspaceId workspace, std::string email,
                                             Secret password);

    struct NewUser {
        WorkspaceId workspace = default_workspace;
        std::string email;
        Secret password;
        Role role = Role::member;
    };
    /// `invalid` with the faults, `conflict` when the address is taken.
    Task<Result<User>> create_user(NewUser wanted);

    /// False: the old password is not the user's.
    Task<Result<bool>> change_password(User user, Secret old_password, Secret new_password);
    /// Without the old one, for an operator. `not_found` when the user is absent or has no
    /// e-mail address to sign in with.
    Task<Result<void>> set_password(WorkspaceId workspace, UserId id, Secret password);

private:
    PasswordLogin(Services services, crypto::PasswordCost cost, std::string nobody);
    Task<Result<bool>> verify(std::string hash, Secret password);
    Task<Result<std::string>> hash(Secret password);
    Task<Result<void>> renew_hash(User user, std::string old_hash, Secret password);

    Services services_;
    crypto::PasswordCost cost_;
    std::string nobody_;  ///< hash of a random password, for users that are not there
};

/// An address fit to sign in with: one @ with text before it and a name with a dot, or localhost,
/// behind it. Whether mail arrives there nobody knows but mail.
Result<void> check_email(std::string_view email);

}  // namespace fairlead::auth
