// SPDX-License-Identifier: Apache-2.0
#include "api/admin/api_key_item.h"
#include "api/mount.h"
#include "api/services.h"
#include "auth/api_keys.h"

namespace fairlead::api {

struct ListApiKeys {
    static constexpr Route route{Method::get,
                                 "/api/admin/api-keys",
                                 Access::admin,
                                 Scope::none,
                                 "List the API keys, newest first",
                                 {.tag = "admin"}};
    using Input = Nothing;
    using Output = http::Page<ApiKeyItem>;

    auth::ApiKeys& keys;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_TRY(auto all, co_await keys.list(caller.workspace));
        Output output;
        for (storage::ApiKey& key : all) output.items.push_back(api_key_item(std::move(key)));
        co_return output;
    }
};

void mount_list_api_keys(Router& router, const Services* services) {
    router.add<ListApiKeys>([&] { return ListApiKeys{services->api_keys}; });
}

}  // namespace fairlead::api
