// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "oauth/member_apps.h"

namespace fairlead::api {

/// What was connected with it goes on until it is disconnected.
struct RemoveMemberApp {
    static constexpr Route route{Method::del,
                                 "/api/integrations/app/{provider}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Remove the user's own app for an integration",
                                 {.tag = "member app"}};
    struct Input {
        std::string provider;
    };
    using Output = Nothing;

    oauth::MemberApps& apps;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        AuditEvent event = audit_event(caller, "member_app_removed");
        event.provider = input.provider;
        CO_CHECK(co_await apps.erase(std::move(caller), std::move(input.provider)));
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return Nothing{};
    }
};
BOOST_DESCRIBE_STRUCT(RemoveMemberApp::Input, (), (provider))

void mount_remove_member_app(Router& router, const Services* services) {
    router.add<RemoveMemberApp>(
        [&] { return RemoveMemberApp{services->member_apps, services->audit}; });
}

}  // namespace fairlead::api
