// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "storage/user_store.h"

#include <string>
#include <string_view>

namespace fairlead::auth {

/// `invalid` unless an application may call its user so: 1 to 255 bytes of UTF-8 without control
/// characters.
Result<void> check_external_id(std::string_view external_id);

/// The users an application names by its own ids. Thread-safe.
class ExternalUsers {
public:
    ExternalUsers(storage::UserStore& store, const Clock& clock, Random& random)
        : store_(store), clock_(clock), random_(random) {}

    /// One indexed read; the user is made on first use. `forbidden` for one who is disabled.
    Task<Result<User>> ensure(WorkspaceId workspace, std::string external_id);
    /// `forbidden` for a user who is disabled, `unauthenticated` for one who is gone.
    Task<Result<User>> find_enabled(WorkspaceId workspace, UserId id);

private:
    storage::UserStore& store_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace fairlead::auth
