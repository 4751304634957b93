// SPDX-License-Identifier: Apache-2.0
#include "api/admin/provider_item.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

/// All at once: there are as many as an operator has written.
struct ListCustomProviders {
    static constexpr Route route{Method::get,
                                 "/api/admin/providers",
                                 Access::admin,
                                 Scope::none,
                                 "List the providers that are not as they are shipped",
                                 {.tag = "admin"}};
    using Input = Nothing;
    using Output = http::Page<AdminProviderItem>;

    custom::CustomProviders& providers;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_TRY(auto all, co_await providers.list(caller.workspace));
        Output output;
        for (auto& one : all) output.items.push_back(provider_item(std::move(one)));
        co_return output;
    }
};

void mount_list_custom_providers(Router& router, const Services* services) {
    router.add<ListCustomProviders>(
        [&] { return ListCustomProviders{services->custom_providers}; });
}

}  // namespace fairlead::api
