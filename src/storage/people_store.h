// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "storage/database.h"

#include <optional>

namespace fairlead::storage {

/// Those of a workspace's users who sign in at Fairlead's own page: enabled, with a password.
/// Thread-safe.
class PeopleStore {
public:
    explicit PeopleStore(Database& database) : database_(database) {}

    Task<Result<bool>> is_anybody_there(WorkspaceId workspace);

    struct Change {
        std::optional<Role> role = {};
        std::optional<bool> disabled = {};
    };
    /// The user as they are then, who need not be one who signs in. `not_found`, or `conflict` with
    /// the reason "last_admin" where an admin could sign in before and none could after.
    Task<Result<User>> change(WorkspaceId workspace, UserId id, Change change);

private:
    Database& database_;
};

}  // namespace fairlead::storage
