// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/sessions.h"
#include "storage/user_store.h"

#include <vector>

namespace fairlead::auth {

/// What an admin does with users. Whatever takes rights away ends the user's sessions at once
/// (security.md 47, 48). Thread-safe.
class Users {
public:
    Users(storage::UserStore& store, Sessions& sessions) : store_(store), sessions_(sessions) {}

    /// In order of creation, those after `after` (nil: from the first).
    Task<Result<std::vector<User>>> list(WorkspaceId workspace, UserId after, int limit);
    /// `not_found` when there is no such user. The last admin may go, too: a command makes another.
    Task<Result<void>> set_role(WorkspaceId workspace, UserId id, Role role);
    Task<Result<void>> set_disabled(WorkspaceId workspace, UserId id, bool disabled);

private:
    Task<Result<void>> end_sessions(WorkspaceId workspace, UserId id, bool was_found);

    storage::UserStore& store_;
    Sessions& sessions_;
};

}  // namespace fairlead::auth
