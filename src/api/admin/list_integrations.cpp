// SPDX-License-Identifier: Apache-2.0
#include "api/admin/integration_item.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

/// All at once: there are as many as an operator has registered apps.
struct ListIntegrations {
    static constexpr Route route{Method::get, "/api/admin/integrations",          Access::admin,
                                 Scope::none, "List the configured integrations", {.tag = "admin"}};
    using Input = Nothing;
    using Output = http::Page<IntegrationItem>;

    oauth::Integrations& integrations;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_TRY(auto all, co_await integrations.list(caller.workspace));
        Output output;
        for (Integration& one : all) {
            output.items.push_back(integration_item(integrations.catalog(), std::move(one)));
        }
        co_return output;
    }
};

void mount_list_integrations(Router& router, const Services* services) {
    router.add<ListIntegrations>([&] { return ListIntegrations{services->integrations}; });
}

}  // namespace fairlead::api
