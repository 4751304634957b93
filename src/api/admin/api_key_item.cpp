// SPDX-License-Identifier: Apache-2.0
#include "api/admin/api_key_item.h"

#include "api/user/identity.h"

namespace fairlead::api {

ApiKeyItem api_key_item(storage::ApiKey key) {
    return {.id = key.id,
            .name = std::move(key.name),
            .prefix = std::move(key.prefix),
            .scopes = scope_list(key.scopes),
            .act_as = key.act_as,
            .user = key.user,
            .created_at = key.created_at,
            .last_used_at = key.last_used_at,
            .expires_at = key.expires_at,
            .revoked_at = key.revoked_at};
}

}  // namespace fairlead::api
