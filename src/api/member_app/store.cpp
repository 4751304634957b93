// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/member_app/member_app_item.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// The whole app (SPEC A14). What this user connects from now on is granted to it, which is why a
/// found unlocked screen must not allow it.
struct StoreMemberApp {
    static constexpr Route route{Method::put,
                                 "/api/integrations/app/{provider}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Store the user's own app for an integration",
                                 {.tag = "member app"}};
    struct Input {
        std::string provider;
        std::string client_id;
        std::optional<Secret> client_secret;  ///< none: a public client
    };
    using Output = MemberAppItem;

    oauth::MemberApps& apps;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        AuditEvent event = audit_event(caller, "member_app_stored");
        event.provider = input.provider;
        Secret secret;
        if (input.client_secret) secret = std::move(*input.client_secret);
        CO_TRY(auto app, co_await apps.put(std::move(caller), input.provider,
                                           std::move(input.client_id), std::move(secret)));
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return member_app_item(std::move(input.provider), std::move(app));
    }
};
BOOST_DESCRIBE_STRUCT(StoreMemberApp::Input, (), (provider, client_id, client_secret))

void mount_store_member_app(Router& router, const Services* services) {
    router.add<StoreMemberApp>(
        [&] { return StoreMemberApp{services->member_apps, services->sessions, services->audit}; });
}

}  // namespace fairlead::api
