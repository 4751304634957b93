// SPDX-License-Identifier: Apache-2.0
#include "auth/users.h"

namespace fairlead::auth {

Task<Result<std::vector<User>>> Users::list(WorkspaceId workspace, UserId after, int limit) {
    return store_.list(workspace, after, limit);
}

Task<Result<void>> Users::set_role(WorkspaceId workspace, UserId id, Role role) {
    CO_TRY(const bool found, co_await store_.set_role(workspace, id, role));
    co_return co_await end_sessions(workspace, id, found);
}

Task<Result<void>> Users::set_disabled(WorkspaceId workspace, UserId id, bool disabled) {
    CO_TRY(const bool found, co_await store_.set_disabled(workspace, id, disabled));
    co_return co_await end_sessions(workspace, id, found);
}

Task<Result<void>> Users::end_sessions(WorkspaceId workspace, UserId id, bool was_found) {
    if (!was_found) co_return Error{Errc::not_found, "There is no such user."};
    CO_CHECK(co_await sessions_.end_all(workspace, id));
    co_return ok();
}

}  // namespace fairlead::auth
