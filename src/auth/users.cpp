// SPDX-License-Identifier: Apache-2.0
#include "auth/users.h"

namespace fairlead::auth {

Task<Result<std::vector<User>>> Users::list(WorkspaceId workspace, UserId after, int limit) {
    return store_.list(workspace, after, limit);
}

Task<Result<User>> Users::change(WorkspaceId workspace, UserId id,
                                 storage::PeopleStore::Change change) {
    CO_TRY(auto changed, co_await people_.change(workspace, id, change));
    CO_CHECK(co_await sessions_.end_all(workspace, id));
    co_return changed;
}

}  // namespace fairlead::auth
