// SPDX-License-Identifier: Apache-2.0
#include "api/admin/provider_item.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

struct ShowCustomProvider {
    static constexpr Route route{Method::get, "/api/admin/providers/{id}",       Access::admin,
                                 Scope::none, "Show one of them, with its file", {.tag = "admin"}};
    struct Input {
        std::string id;
    };
    using Output = AdminProvider;

    custom::CustomProviders& providers;
    const catalog::Catalog& catalog;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        co_return co_await find_provider(providers, catalog, caller.workspace, std::move(input.id));
    }
};
BOOST_DESCRIBE_STRUCT(ShowCustomProvider::Input, (), (id))

void mount_show_custom_provider(Router& router, const Services* services) {
    router.add<ShowCustomProvider>(
        [&] { return ShowCustomProvider{services->custom_providers, services->catalog}; });
}

}  // namespace fairlead::api
