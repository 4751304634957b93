// SPDX-License-Identifier: Apache-2.0
#include "api/admin/integration_item.h"
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

struct DeleteIntegration {
    static constexpr Route route{Method::del,
                                 "/api/admin/integrations/{key}",
                                 Access::admin,
                                 Scope::none,
                                 "Remove an integration nobody is connected to",
                                 {.tag = "admin"}};
    struct Input {
        std::string key;
    };
    using Output = Nothing;

    oauth::Integrations& integrations;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        CO_CHECK(co_await editable_integration(integrations, caller.workspace, input.key));
        AuditEvent event = audit_event(caller, "integration_deleted");
        event.provider = input.key;
        CO_CHECK(co_await integrations.erase(caller.workspace, std::move(input.key)));
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return Nothing{};
    }
};
BOOST_DESCRIBE_STRUCT(DeleteIntegration::Input, (), (key))

void mount_delete_integration(Router& router, const Services* services) {
    router.add<DeleteIntegration>([&] {
        return DeleteIntegration{services->integrations, services->sessions, services->audit};
    });
}

}  // namespace fairlead::api
