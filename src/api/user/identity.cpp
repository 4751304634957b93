// SPDX-License-Identifier: Apache-2.0
#include "api/user/identity.h"

namespace fairlead::api {

std::vector<Scope> scope_list(Scope set) {
    std::vector<Scope> scopes;
    for (const auto& [scope, name] : http::WireNames<Scope>::values) {
        if (has(set, scope)) scopes.push_back(scope);
    }
    return scopes;
}

}  // namespace fairlead::api
