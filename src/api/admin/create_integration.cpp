// SPDX-License-Identifier: Apache-2.0
#include "api/admin/integration_item.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// A workspace's own OAuth app (SPEC A14). It goes before one of the environment with that key.
struct CreateIntegration {
    static constexpr Route route{
        Method::post, "/api/admin/integrations",  Access::admin,
        Scope::none,  "Configure an integration", {.status = 201, .tag = "admin"}};
    struct Input {
        std::string provider;
        Default<std::string> key;  ///< empty: the provider's id
        Default<std::string> method;
        Default<std::string> variant;
        /// Not wanted where accounts connect by a form; may be empty where members bring their own.
        Default<std::string> client_id;
        std::optional<Secret> client_secret;  ///< none: a public client
        std::vector<std::string> scopes;
        Default<std::string> redirect_uri;
        std::map<std::string, std::string> vars;    ///< what the platform wants of its operator
        std::map<std::string, Secret> secret_vars;  ///< the secret ones among it; never shown
        Default<bool> enabled{true};
        Default<bool> member_apps{false};  ///< members may connect with an app of their own
    };
    using Output = IntegrationItem;

    oauth::Integrations& integrations;
    oauth::ProviderTrial& trial;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        oauth::IntegrationEdit edit = edit_of(std::move(input));
        CO_TRY(const auto old, co_await find_integration(integrations, caller.workspace, edit.key));
        if (old && old->source == IntegrationSource::api) {
            co_return Error{Errc::conflict, "There is an integration with this key already."};
        }
        const char* type = "integration_created";
        const IntegrationKeeping keeping{integrations, trial, audit};
        co_return co_await store_integration(keeping, std::move(caller), type, std::move(edit));
    }

private:
    static oauth::IntegrationEdit edit_of(Input input) {
        std::string key = input.key->empty() ? input.provider : input.key.value;
        return {.key = std::move(key),
                .provider = std::move(input.provider),
                .method = std::move(input.method.value),
                .variant = std::move(input.variant.value),
                .client_id = std::move(input.client_id.value),
                .client_secret = std::move(input.client_secret),
                .scopes = std::move(input.scopes),
                .redirect_uri = std::move(input.redirect_uri.value),
                .vars = std::move(input.vars),
                .secret_vars = std::move(input.secret_vars),
                .enabled = *input.enabled,
                .member_apps = *input.member_apps};
    }
};
BOOST_DESCRIBE_STRUCT(CreateIntegration::Input, (),
                      (provider, key, method, variant, client_id, client_secret, scopes,
                       redirect_uri, vars, secret_vars, enabled, member_apps))

void mount_create_integration(Router& router, const Services* services) {
    router.add<CreateIntegration>([&] {
        return CreateIntegration{services->integrations, services->provider_trial,
                                 services->sessions, services->audit};
    });
}

}  // namespace fairlead::api
