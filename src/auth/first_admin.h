// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/password_login.h"
#include "base/mutex.h"
#include "crypto/hash.h"
#include "storage/people_store.h"

#include <optional>
#include <string>

namespace fairlead::auth {

/// How the first person who can sign in comes to be: whoever reads the server's terminal has a
/// code, and makes themselves an admin with it. Thread-safe.
class FirstAdmin {
public:
    FirstAdmin(storage::PeopleStore& people, PasswordLogin& login, Random& random)
        : people_(people), login_(login), random_(random) {}

    /// Nobody of the workspace can sign in: there is no enabled user with a password.
    Task<Result<bool>> is_needed(WorkspaceId workspace);

    /// A code of 256 bits that is good once; the one before is void. Only its hash is kept, in
    /// memory.
    Secret make_code();

    struct Wanted {
        WorkspaceId workspace = default_workspace;
        Secret code;
        std::string email;
        Secret password;
    };
    /// The admin; nullopt when the code is not the one that is good now. `conflict` once somebody
    /// can sign in; `invalid` for the address or the password, which leaves the code good.
    Task<Result<std::optional<User>>> create(Wanted wanted);

private:
    bool take(const Secret& code);

    storage::PeopleStore& people_;
    PasswordLogin& login_;
    Random& random_;
    Mutex<std::optional<crypto::Digest>> code_;  ///< none: never made, used, or being used
};

}  // namespace fairlead::auth
