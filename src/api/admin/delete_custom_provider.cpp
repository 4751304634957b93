// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"
#include "custom/custom_providers.h"

namespace fairlead::api {

/// Refused while accounts are connected through it, with their number, unless `force` is said: they
/// stay listed then, and work until their access runs out.
struct DeleteCustomProvider {
    static constexpr Route route{Method::del, "/api/admin/providers/{id}",        Access::admin,
                                 Scope::none, "Remove a provider that was added", {.tag = "admin"}};
    struct Input {
        std::string id;
        Default<bool> force;
    };
    using Output = Nothing;

    custom::CustomProviders& providers;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        using Force = custom::CustomProviders::Force;
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        AuditEvent event = audit_event(caller, "provider_deleted");
        event.provider = input.id;
        const auto force = *input.force ? Force::yes : Force::no;
        CO_CHECK(co_await providers.erase(caller.workspace, std::move(input.id), force));
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return Nothing{};
    }
};
BOOST_DESCRIBE_STRUCT(DeleteCustomProvider::Input, (), (id, force))

void mount_delete_custom_provider(Router& router, const Services* services) {
    router.add<DeleteCustomProvider>([&] {
        return DeleteCustomProvider{services->custom_providers, services->sessions,
                                    services->audit};
    });
}

}  // namespace fairlead::api
