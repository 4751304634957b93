// SPDX-License-Identifier: Apache-2.0
#include "api/admin/integration_item.h"

#include "api/audit_event.h"
#include "api/provider_sight.h"

namespace fairlead::api {

IntegrationItem integration_item(const catalog::Catalog& catalog, Integration integration) {
    // A provider whose file is gone has an integration still.
    const auto provider = catalog.summary(integration.provider);
    return {.key = std::move(integration.key),
            .provider = integration.provider,
            .name = provider ? provider->name : integration.provider,
            .guide_url = provider ? provider->docs : std::string{},
            .method = std::move(integration.method),
            .variant = std::move(integration.variant),
            .client_id = std::move(integration.client_id),
            .scopes = std::move(integration.scopes),
            .redirect_uri = std::move(integration.redirect_uri),
            .vars = std::move(integration.vars),
            .secret_vars = std::move(integration.secret_vars),
            .enabled = integration.enabled,
            .member_apps = integration.member_apps == MemberAppRule::allowed,
            .source = integration.source,
            .created_at = integration.created_at,
            .updated_at = integration.updated_at,
            .note = {}};
}

Task<Result<std::optional<Integration>>> find_integration(oauth::Integrations& integrations,
                                                          WorkspaceId workspace, std::string key) {
    CO_TRY(auto all, co_await integrations.list(workspace));
    std::optional<Integration> found;
    for (Integration& one : all) {
        if (one.key == key) found = std::move(one);
    }
    co_return found;
}

Task<Result<Integration>> editable_integration(oauth::Integrations& integrations,
                                               WorkspaceId workspace, std::string key) {
    CO_TRY(auto found, co_await find_integration(integrations, workspace, std::move(key)));
    if (!found) co_return Error{Errc::not_found, "There is no such integration."};
    if (found->source == IntegrationSource::environment) {
        co_return Error{Errc::conflict,
                        "This integration is configured in the server's environment. Change it "
                        "there, or create one with the same key to replace it."};
    }
    co_return *std::move(found);
}

Task<Result<IntegrationItem>> note_integration(const catalog::Catalog& catalog, AuditSink& audit,
                                               Caller caller, const char* type,
                                               Integration stored) {
    AuditEvent event = audit_event(caller, type);
    event.provider = stored.key;
    CO_CHECK(co_await audit.record(std::move(event)));
    co_return integration_item(catalog, std::move(stored));
}

namespace {

const std::string& check_path_in(const std::map<std::string, std::string>& vars) {
    static const std::string none;
    const auto found = vars.find("check_path");
    return found == vars.end() ? none : found->second;
}

/// What could not be found out of a check path; "" where it is as it was, or well.
Task<Result<std::string>> try_check_path(oauth::ProviderTrial& trial,
                                         std::shared_ptr<const catalog::ProviderSpec> spec,
                                         std::optional<Integration> old,
                                         std::map<std::string, std::string> vars) {
    const bool is_new =
        !check_path_in(vars).empty() && (!old || check_path_in(old->vars) != check_path_in(vars));
    if (!is_new) co_return std::string{};
    co_return co_await trial.prove_path(std::move(spec), std::move(vars));
}

}  // namespace

Task<Result<IntegrationItem>> store_integration(IntegrationKeeping keeping, Caller caller,
                                                const char* type, oauth::IntegrationEdit edit) {
    auto& integrations = keeping.integrations;
    const auto& catalog = integrations.catalog();
    CO_CHECK(seen_provider(catalog, caller, edit.provider));
    CO_TRY(auto old, co_await find_integration(integrations, caller.workspace, edit.key));
    CO_TRY(auto spec, catalog.find(edit.provider, edit.variant, edit.method));
    auto vars = edit.vars;
    CO_TRY(auto note, co_await try_check_path(keeping.trial, std::move(spec), std::move(old),
                                              std::move(vars)));
    CO_TRY(auto stored, co_await integrations.put(caller.workspace, std::move(edit)));
    CO_TRY(auto item, co_await note_integration(catalog, keeping.audit, std::move(caller), type,
                                                std::move(stored)));
    item.note = std::move(note);
    co_return item;
}

}  // namespace fairlead::api
