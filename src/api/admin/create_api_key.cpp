// SPDX-License-Identifier: Apache-2.0
#include "api/admin/api_key_item.h"
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/api_keys.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// The key itself is in this answer and never again.
struct CreateApiKey {
    static constexpr Route route{
        Method::post, "/api/admin/api-keys", Access::admin,
        Scope::none,  "Make an API key",     {.status = 201, .cors = Cors::none, .tag = "admin"}};
    struct Input {
        std::string name;
        std::vector<Scope> scopes;
        Default<ActAs> act_as{ActAs::none};
        std::optional<UserId> user;  ///< with actAs "one"
        std::optional<Time> expires_at;
    };
    struct Output {
        ApiKeyItem key;
        http::Disclosed text;
    };

    auth::ApiKeys& keys;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        CO_CHECK(check_grant(caller, input));
        auth::NewApiKey wanted{.workspace = caller.workspace,
                               .name = std::move(input.name),
                               .scopes = set_of(input),
                               .act_as = *input.act_as,
                               .user = input.user,
                               .expires_at = input.expires_at};
        CO_TRY(auto made, co_await keys.create(std::move(wanted)));
        AuditEvent event = audit_event(caller, "api_key_created");
        event.details.text = R"({"apiKey":")" + made.key.id.text() + R"("})";
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return Output{api_key_item(std::move(made.key)), {std::move(made.text)}};
    }

private:
    static Scope set_of(const Input& input) {
        auto set = Scope::none;
        for (const Scope one : input.scopes) set = set | one;
        return set;
    }

    /// A key makes no key that may do more than itself: a leaked one must not grow. An admin who
    /// signed in with a password may grant anything.
    static Result<void> check_grant(const Caller& caller, const Input& input) {
        if (caller.kind == CallerKind::session) return ok();
        for (const Scope one : {Scope::tokens_read, Scope::credentials_read}) {
            if (!has(set_of(input), one) || has(caller.scopes, one)) continue;
            return Error{Errc::forbidden,
                         "Only a key with this scope, or an admin who has signed "
                         "in, can make a key with tokens:read or "
                         "credentials:read."};
        }
        return ok();
    }
};
BOOST_DESCRIBE_STRUCT(CreateApiKey::Input, (), (name, scopes, act_as, user, expires_at))
BOOST_DESCRIBE_STRUCT(CreateApiKey::Output, (), (key, text))

void mount_create_api_key(Router& router, const Services* services) {
    router.add<CreateApiKey>(
        [&] { return CreateApiKey{services->api_keys, services->sessions, services->audit}; });
}

}  // namespace fairlead::api
