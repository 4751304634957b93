// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/sessions.h"
#include "storage/people_store.h"
#include "storage/user_store.h"

#include <vector>

namespace fairlead::auth {

/// What an admin does with users. Whatever takes rights away ends the user's sessions at once
/// (security.md 47, 48). Thread-safe.
class Users {
public:
    Users(storage::UserStore& store, storage::PeopleStore& people, Sessions& sessions)
        : store_(store), people_(people), sessions_(sessions) {}

    /// In order of creation, those after `after` (nil: from the first).
    Task<Result<std::vector<User>>> list(WorkspaceId workspace, UserId after, int limit);
    /// As it is then. `not_found` when there is no such user; `conflict`, reason "last_admin",
    /// where no admin would be left who can sign in.
    Task<Result<User>> change(WorkspaceId workspace, UserId id,
                              storage::PeopleStore::Change change);

private:
    storage::UserStore& store_;
    storage::PeopleStore& people_;
    Sessions& sessions_;
};

}  // namespace fairlead::auth
