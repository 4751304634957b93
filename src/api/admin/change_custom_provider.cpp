// SPDX-License-Identifier: Apache-2.0
#include "api/admin/provider_item.h"
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// Connects under way are refused when they come back; what is connected goes on as the new file says.
struct ChangeCustomProvider {
    static constexpr Route route{
        Method::put, "/api/admin/providers/{id}",         Access::admin,
        Scope::none, "Replace a provider that was added", {.max_body = 256 * 1024, .tag = "admin"}};
    struct Input : ProviderDraft {
        std::string id;
    };
    using Output = AdminProvider;

    custom::CustomProviders& providers;
    const catalog::Catalog& catalog;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        std::string id = input.id;
        custom::Draft draft = draft_of(std::move(input), id);
        CO_CHECK(co_await providers.replace(caller.workspace, id, std::move(draft)));
        AuditEvent event = audit_event(caller, "provider_changed");
        event.provider = id;
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return co_await find_provider(providers, catalog, caller.workspace, std::move(id));
    }
};
BOOST_DESCRIBE_STRUCT(ChangeCustomProvider::Input, (ProviderDraft), (id))

void mount_change_custom_provider(Router& router, const Services* services) {
    router.add<ChangeCustomProvider>([&] {
        return ChangeCustomProvider{services->custom_providers, services->catalog,
                                    services->sessions, services->audit};
    });
}

}  // namespace fairlead::api
