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
            .enabled = integration.enabled,
            .member_apps = integration.member_apps == MemberAppRule::allowed,
            .source = integration.source,
            .created_at = integration.created_at,
            .updated_at = integration.updated_at};
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

Task<Result<IntegrationItem>> store_integration(oauth::Integrations& integrations, AuditSink& audit,
                                                Caller caller, const char* type,
                                                oauth::IntegrationEdit edit) {
    CO_CHECK(seen_provider(integrations.catalog(), caller, edit.provider));
    CO_TRY(auto stored, co_await integrations.put(caller.workspace, std::move(edit)));
    co_return co_await note_integration(integrations.catalog(), audit, std::move(caller), type,
                                        std::move(stored));
}

}  // namespace fairlead::api
