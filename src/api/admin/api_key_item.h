// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/model_enums.h"
#include "storage/api_key_store.h"

namespace fairlead::api {

/// An API key as admins see it. Never the key.
struct ApiKeyItem {
    ApiKeyId id;
    std::string name;
    std::string prefix;
    std::vector<Scope> scopes;
    ActAs act_as = ActAs::none;
    std::optional<UserId> user;
    Time created_at;
    std::optional<Time> last_used_at;
    std::optional<Time> expires_at;
    std::optional<Time> revoked_at;
};
BOOST_DESCRIBE_STRUCT(ApiKeyItem, (),
                      (id, name, prefix, scopes, act_as, user, created_at, last_used_at, expires_at,
                       revoked_at))

ApiKeyItem api_key_item(storage::ApiKey key);

}  // namespace fairlead::api
