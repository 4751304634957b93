// SPDX-License-Identifier: Apache-2.0
#include "api/admin/provider_item.h"
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"

namespace fairlead::api {

/// What SIGHUP does. Files are looked at every few seconds anyway; this does not wait, and answers with
/// what came of it. The other nodes look again as well.
struct ReloadProviders {
    static constexpr Route route{Method::post, "/api/admin/providers/reload",   Access::admin,
                                 Scope::none,  "Read the provider files again", {.tag = "admin"}};
    using Input = Nothing;
    using Output = http::Page<AdminProviderItem>;

    custom::ProviderSources& sources;
    custom::CustomProviders& providers;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_CHECK(co_await sources.reload());
        sources.tell_others();
        AuditEvent event = audit_event(caller, "configuration_changed");
        CO_CHECK(co_await audit.record(std::move(event)));
        CO_TRY(auto all, co_await providers.list(caller.workspace));
        Output output;
        for (auto& one : all) output.items.push_back(provider_item(std::move(one)));
        co_return output;
    }
};

void mount_reload_providers(Router& router, const Services* services) {
    router.add<ReloadProviders>([&] {
        return ReloadProviders{services->provider_sources, services->custom_providers,
                               services->audit};
    });
}

}  // namespace fairlead::api
