// SPDX-License-Identifier: Apache-2.0
#include "storage/settings_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

constexpr Sql find_sql{
    "SELECT settings, is_enabled, updated_at FROM integration_settings "
    "WHERE workspace_id = $1 AND user_id = $2 AND integration_id = $3"};
constexpr Sql put_sql{
    "INSERT INTO integration_settings (workspace_id, user_id, integration_id, settings, "
    "is_enabled, updated_at) VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (user_id, integration_id) DO UPDATE SET settings = excluded.settings, "
    "is_enabled = excluded.is_enabled, updated_at = excluded.updated_at"};
constexpr Sql switched_off_sql{
    "SELECT integration_id FROM integration_settings "
    "WHERE workspace_id = $1 AND user_id = $2 AND is_enabled = $3"};

}  // namespace

Task<Result<IntegrationSettings>> SettingsStore::find(WorkspaceId workspace, UserId user,
                                                      IntegrationId integration) {
    Params params{workspace.value, user.value, integration.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace, user), find_sql, std::move(params)));
    if (rows.empty()) co_return IntegrationSettings{};
    const auto& row = rows.front();
    IntegrationSettings found;
    found.settings = row.json(0);
    found.is_enabled = row.boolean(1);
    found.updated_at = row.time(2);
    co_return found;
}

Task<Result<void>> SettingsStore::put(Tx& tx, WorkspaceId workspace, UserId user,
                                      IntegrationId integration, IntegrationSettings settings,
                                      Time now) {
    return run(tx, put_sql,
               {workspace.value, user.value, integration.value, std::move(settings.settings),
                settings.is_enabled, now});
}

Task<Result<std::vector<IntegrationId>>> SettingsStore::switched_off(WorkspaceId workspace,
                                                                     UserId user) {
    Params params{workspace.value, user.value, false};
    CO_TRY(const auto rows, co_await database_.read(Access::of(workspace, user), switched_off_sql,
                                                    std::move(params)));
    co_return every(rows, [](const Row& row) { return row.id<IntegrationId>(0); });
}

}  // namespace fairlead::storage
