// SPDX-License-Identifier: Apache-2.0
#include "api/admin/provider_item.h"
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// A platform that Fairlead does not ship (SPEC A14): its file, or the form that most need. Its id
/// begins with custom-.
struct CreateCustomProvider {
    static constexpr Route route{
        Method::post,     "/api/admin/providers",
        Access::admin,    Scope::none,
        "Add a provider", {.status = 201, .max_body = 256 * 1024, .tag = "admin"}};
    struct Input : ProviderDraft {
        Default<std::string> id;  ///< with the form; empty: made of the name
    };
    using Output = AdminProvider;

    custom::CustomProviders& providers;
    const catalog::Catalog& catalog;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        std::string id = std::move(input.id.value);
        custom::Draft draft = draft_of(std::move(input), std::move(id));
        CO_TRY(auto added, co_await providers.add(caller.workspace, std::move(draft)));
        AuditEvent event = audit_event(caller, "provider_created");
        event.provider = added.id;
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return co_await find_provider(providers, catalog, caller.workspace, std::move(added.id));
    }
};
BOOST_DESCRIBE_STRUCT(CreateCustomProvider::Input, (ProviderDraft), (id))

void mount_create_custom_provider(Router& router, const Services* services) {
    router.add<CreateCustomProvider>([&] {
        return CreateCustomProvider{services->custom_providers, services->catalog,
                                    services->sessions, services->audit};
    });
}

}  // namespace fairlead::api
