// SPDX-License-Identifier: Apache-2.0
#include "storage/integration_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

#define INTEGRATION_COLUMNS                                                                        \
    "id, workspace_id, key, provider, method, variant, client_id, scopes, redirect_uri, enabled, " \
    "source, fingerprint, created_at, updated_at, vars, member_apps"
// The name of a secret is told by whoever stores the secret.
#define INTEGRATION INTEGRATION_COLUMNS ", secret_vars"

constexpr Sql find_sql{"SELECT " INTEGRATION
                       " FROM integrations WHERE workspace_id = $1 AND id = $2"};
constexpr Sql find_by_key_sql{"SELECT " INTEGRATION
                              " FROM integrations WHERE workspace_id = $1 AND key = $2"};
constexpr Sql list_sql{"SELECT " INTEGRATION
                       " FROM integrations WHERE workspace_id = $1 ORDER BY key"};
constexpr Sql put_sql{
    "INSERT INTO integrations (" INTEGRATION_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
    "ON CONFLICT (workspace_id, key) DO UPDATE SET provider = excluded.provider, "
    "method = excluded.method, variant = excluded.variant, client_id = excluded.client_id, "
    "scopes = excluded.scopes, redirect_uri = excluded.redirect_uri, enabled = excluded.enabled, "
    "source = excluded.source, fingerprint = excluded.fingerprint, "
    "updated_at = excluded.updated_at, vars = excluded.vars, member_apps = "
    "CASE WHEN excluded.source = 'api' THEN excluded.member_apps ELSE integrations.member_apps END "
    "WHERE excluded.source = 'api' OR integrations.source = 'environment' "
    "RETURNING " INTEGRATION};
constexpr Sql set_enabled_sql{
    "UPDATE integrations SET enabled = $3, updated_at = $4 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql set_member_apps_sql{
    "UPDATE integrations SET member_apps = $3, updated_at = $4 "
    "WHERE workspace_id = $1 AND id = $2"};
constexpr Sql erase_sql{"DELETE FROM integrations WHERE workspace_id = $1 AND id = $2"};
constexpr Sql erase_unused_sql{
    "DELETE FROM integrations WHERE workspace_id = $1 AND provider = $2 AND NOT EXISTS "
    "(SELECT 1 FROM connections WHERE connections.integration_id = integrations.id)"};
constexpr Sql find_secret_sql{
    "SELECT client_secret_sealed, secret_generation FROM integrations "
    "WHERE workspace_id = $1 AND id = $2 AND client_secret_sealed IS NOT NULL"};
constexpr Sql set_secret_sql{
    "UPDATE integrations SET client_secret_sealed = $3, secret_generation = secret_generation + 1, "
    "fingerprint = $5, updated_at = $6 "
    "WHERE workspace_id = $1 AND id = $2 AND secret_generation + 1 = $4"};

constexpr Sql find_secret_vars_sql{
    "SELECT secret_vars, secret_vars_sealed, secret_vars_generation FROM integrations "
    "WHERE workspace_id = $1 AND id = $2 AND secret_vars_sealed IS NOT NULL"};
constexpr Sql set_secret_vars_sql{
    "UPDATE integrations SET secret_vars = $3, secret_vars_sealed = $4, "
    "secret_vars_generation = secret_vars_generation + 1, fingerprint = $6, updated_at = $7 "
    "WHERE workspace_id = $1 AND id = $2 AND secret_vars_generation + 1 = $5"};

constexpr const char* text_of(MemberAppRule rule) {
    switch (rule) {
        case MemberAppRule::never: return "never";
        case MemberAppRule::allowed: return "allowed";
        case MemberAppRule::stopped: return "stopped";
    }
    return "never";
}

MemberAppRule rule_of(std::string_view text) {
    if (text == "allowed") return MemberAppRule::allowed;
    return text == "stopped" ? MemberAppRule::stopped : MemberAppRule::never;
}

Integration integration_of(const Row& row) {
    Integration integration;
    integration.id = row.id<IntegrationId>(0);
    integration.workspace = row.id<WorkspaceId>(1);
    integration.key = row.text(2);
    integration.provider = row.text(3);
    integration.method = row.text(4);
    integration.variant = row.text(5);
    integration.client_id = row.text(6);
    integration.scopes = list_of(row.bytes(7));
    integration.redirect_uri = row.text(8);
    integration.enabled = row.boolean(9);
    integration.source =
        row.bytes(10) == "api" ? IntegrationSource::api : IntegrationSource::environment;
    integration.fingerprint = row.text(11);
    integration.created_at = row.time(12);
    integration.updated_at = row.time(13);
    integration.vars = map_of(row.json(14));
    integration.member_apps = rule_of(row.bytes(15));
    integration.secret_vars = list_of(row.bytes(16));
    return integration;
}

}  // namespace

Task<Result<std::optional<Integration>>> IntegrationStore::find(WorkspaceId workspace,
                                                                IntegrationId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_sql, std::move(params)));
    co_return first(rows, integration_of);
}

Task<Result<std::optional<Integration>>> IntegrationStore::find_by_key(WorkspaceId workspace,
                                                                       std::string key) {
    Params params{workspace.value, std::move(key)};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_by_key_sql, std::move(params)));
    co_return first(rows, integration_of);
}

Task<Result<std::vector<Integration>>> IntegrationStore::list(WorkspaceId workspace) {
    Params params{workspace.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), list_sql, std::move(params)));
    co_return every(rows, integration_of);
}

Task<Result<Integration>> IntegrationStore::put(Integration integration) {
    const auto access = Access::of(integration.workspace);
    const bool from_api = integration.source == IntegrationSource::api;
    Params params{integration.id.value,
                  integration.workspace.value,
                  integration.key,
                  std::move(integration.provider),
                  std::move(integration.method),
                  std::move(integration.variant),
                  std::move(integration.client_id),
                  json_of(integration.scopes),
                  std::move(integration.redirect_uri),
                  integration.enabled,
                  std::string{from_api ? "api" : "environment"},
                  std::move(integration.fingerprint),
                  integration.created_at,
                  integration.updated_at,
                  json_of(integration.vars),
                  std::string{text_of(integration.member_apps)}};
    CO_TRY(const auto rows, co_await database_.write(access, put_sql, std::move(params)));
    if (!rows.empty()) co_return integration_of(rows.front());
    CO_TRY(auto kept, co_await find_by_key(integration.workspace, std::move(integration.key)));
    if (!kept) co_return Error{Errc::conflict, "The integration was removed meanwhile."};
    co_return *std::move(kept);
}

Task<Result<bool>> IntegrationStore::set_enabled(WorkspaceId workspace, IntegrationId id,
                                                 bool enabled, Time now) {
    return changes_one(database_, Access::of(workspace), set_enabled_sql,
                       {workspace.value, id.value, enabled, now});
}

Task<Result<bool>> IntegrationStore::set_member_apps(WorkspaceId workspace, IntegrationId id,
                                                     MemberAppRule rule, Time now) {
    return changes_one(database_, Access::of(workspace), set_member_apps_sql,
                       {workspace.value, id.value, std::string{text_of(rule)}, now});
}

Task<Result<bool>> IntegrationStore::erase(WorkspaceId workspace, IntegrationId id) {
    return changes_one(database_, Access::of(workspace), erase_sql, {workspace.value, id.value});
}

Task<Result<std::int64_t>> IntegrationStore::erase_unused(WorkspaceId workspace,
                                                          std::string provider) {
    return count_changed(database_, Access::of(workspace), erase_unused_sql,
                         {workspace.value, std::move(provider)});
}

Task<Result<std::optional<SealedClientSecret>>> IntegrationStore::find_secret(WorkspaceId workspace,
                                                                              IntegrationId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_secret_sql, std::move(params)));
    co_return first(rows,
                    [](const Row& row) { return SealedClientSecret{row.text(0), row.integer(1)}; });
}

Task<Result<bool>> IntegrationStore::set_secret(WorkspaceId workspace, IntegrationId id,
                                                SealedClientSecret secret, std::string fingerprint,
                                                Time now) {
    return changes_one(database_, Access::of(workspace), set_secret_sql,
                       {workspace.value, id.value, Bytes{std::move(secret.sealed)},
                        secret.generation, std::move(fingerprint), now});
}

Task<Result<std::optional<SealedVars>>> IntegrationStore::find_secret_vars(WorkspaceId workspace,
                                                                           IntegrationId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_secret_vars_sql, std::move(params)));
    co_return first(rows, [](const Row& row) {
        return SealedVars{list_of(row.bytes(0)), row.text(1), row.integer(2)};
    });
}

Task<Result<bool>> IntegrationStore::set_secret_vars(WorkspaceId workspace, IntegrationId id,
                                                     SealedVars vars, std::string fingerprint,
                                                     Time now) {
    return changes_one(
        database_, Access::of(workspace), set_secret_vars_sql,
        {workspace.value, id.value, json_of(vars.names), Bytes{std::move(vars.sealed)},
         vars.generation, std::move(fingerprint), now});
}

}  // namespace fairlead::storage
