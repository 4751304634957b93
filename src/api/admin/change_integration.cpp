// SPDX-License-Identifier: Apache-2.0
#include "api/admin/integration_item.h"
#include "api/mount.h"
#include "api/services.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// What is left out stays as it is. Connects under way are refused when they come back.
struct ChangeIntegration {
    static constexpr Route route{Method::patch, "/api/admin/integrations/{key}", Access::admin,
                                 Scope::none,   "Change an integration",         {.tag = "admin"}};
    struct Input {
        std::string key;
        std::optional<std::string> method;
        std::optional<std::string> variant;
        std::optional<std::string> client_id;
        std::optional<Secret> client_secret;
        std::optional<std::vector<std::string>> scopes;
        std::optional<std::string> redirect_uri;
        std::optional<std::map<std::string, std::string>> vars;  ///< all of them
        std::map<std::string, Secret> secret_vars;  ///< what is named changes; "" takes one away
        std::optional<bool> enabled;
        std::optional<bool> member_apps;  ///< alone, of the environment's too

        std::vector<Fault> check() const {
            if (!client_id || !client_id->empty()) return {};
            return {{"/clientId", "must not be empty"}};
        }
    };
    using Output = IntegrationItem;

    oauth::Integrations& integrations;
    oauth::ProviderTrial& trial;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        const char* type = "integration_changed";
        if (is_rule_alone(input)) {
            CO_TRY(auto stored, co_await integrations.allow_member_apps(
                                    caller.workspace, std::move(input.key), *input.member_apps));
            co_return co_await note_integration(integrations.catalog(), audit, std::move(caller),
                                                type, std::move(stored));
        }
        CO_TRY(auto old, co_await editable_integration(integrations, caller.workspace, input.key));
        oauth::IntegrationEdit edit = edit_of(std::move(old), std::move(input));
        const IntegrationKeeping keeping{integrations, trial, audit};
        co_return co_await store_integration(keeping, std::move(caller), type, std::move(edit));
    }

private:
    static oauth::IntegrationEdit edit_of(Integration old, Input input) {
        return {
            .key = std::move(old.key),
            .provider = std::move(old.provider),
            .method = std::move(input.method).value_or(std::move(old.method)),
            .variant = std::move(input.variant).value_or(std::move(old.variant)),
            .client_id = std::move(input.client_id).value_or(std::move(old.client_id)),
            .client_secret = std::move(input.client_secret),
            .scopes = std::move(input.scopes).value_or(std::move(old.scopes)),
            .redirect_uri = std::move(input.redirect_uri).value_or(std::move(old.redirect_uri)),
            .vars = std::move(input.vars).value_or(std::move(old.vars)),
            .secret_vars = std::move(input.secret_vars),
            .enabled = input.enabled.value_or(old.enabled),
            .member_apps = input.member_apps.value_or(old.member_apps == MemberAppRule::allowed)};
    }

    /// Who may bring an app is nothing that the environment says, or that a connect relies on.
    static bool is_rule_alone(const Input& input) {
        const bool has_other = input.method || input.variant || input.client_id ||
                               input.client_secret || input.scopes || input.redirect_uri ||
                               input.vars || !input.secret_vars.empty() || input.enabled;
        return input.member_apps && !has_other;
    }
};
BOOST_DESCRIBE_STRUCT(ChangeIntegration::Input, (),
                      (key, method, variant, client_id, client_secret, scopes, redirect_uri, vars,
                       secret_vars, enabled, member_apps))

void mount_change_integration(Router& router, const Services* services) {
    router.add<ChangeIntegration>([&] {
        return ChangeIntegration{services->integrations, services->provider_trial,
                                 services->sessions, services->audit};
    });
}

}  // namespace fairlead::api
