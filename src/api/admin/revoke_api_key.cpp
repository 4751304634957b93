// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/api_keys.h"

namespace fairlead::api {

struct RevokeApiKey {
    static constexpr Route route{Method::del, "/api/admin/api-keys/{id}",  Access::admin,
                                 Scope::none, "Revoke an API key at once", {.tag = "admin"}};
    struct Input {
        ApiKeyId id;
    };
    using Output = Nothing;

    auth::ApiKeys& keys;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(const bool revoked, co_await keys.revoke(caller.workspace, input.id));
        if (!revoked) co_return Error{Errc::not_found, "There is no such live API key."};
        AuditEvent event = audit_event(caller, "api_key_revoked");
        event.details.text = R"({"apiKey":")" + input.id.text() + R"("})";
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return Nothing{};
    }
};
BOOST_DESCRIBE_STRUCT(RevokeApiKey::Input, (), (id))

void mount_revoke_api_key(Router& router, const Services* services) {
    router.add<RevokeApiKey>([&] { return RevokeApiKey{services->api_keys, services->audit}; });
}

}  // namespace fairlead::api
