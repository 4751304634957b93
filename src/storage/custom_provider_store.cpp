// SPDX-License-Identifier: Apache-2.0
#include "storage/custom_provider_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

#define CUSTOM_PROVIDER_COLUMNS "id, workspace_id, text, revision, created_at, updated_at"

constexpr Sql all_sql{"SELECT " CUSTOM_PROVIDER_COLUMNS " FROM custom_providers ORDER BY id"};
/// A row that goes is missing in the sum, and one that comes back begins anew at another time.
constexpr Sql stamp_sql{
    "SELECT count(*), coalesce(CAST(sum(revision) AS bigint), 0), max(updated_at), max(created_at) "
    "FROM custom_providers"};
constexpr Sql list_sql{"SELECT " CUSTOM_PROVIDER_COLUMNS
                       " FROM custom_providers WHERE workspace_id = $1 ORDER BY id"};
constexpr Sql find_sql{"SELECT " CUSTOM_PROVIDER_COLUMNS
                       " FROM custom_providers WHERE workspace_id = $1 AND id = $2"};
constexpr Sql insert_sql{"INSERT INTO custom_providers (" CUSTOM_PROVIDER_COLUMNS
                         ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING"};
constexpr Sql replace_sql{
    "UPDATE custom_providers SET text = $4, revision = revision + 1, updated_at = $5 "
    "WHERE workspace_id = $1 AND id = $2 AND revision = $3"};
constexpr Sql erase_sql{"DELETE FROM custom_providers WHERE workspace_id = $1 AND id = $2"};
constexpr Sql connections_sql{
    "SELECT provider, count(*) FROM connections "
    "WHERE workspace_id = $1 AND status <> 'disconnected' GROUP BY provider"};

CustomProvider provider_of(const Row& row) {
    CustomProvider provider;
    provider.id = row.text(0);
    provider.workspace = row.id<WorkspaceId>(1);
    provider.text = row.text(2);
    provider.revision = row.integer(3);
    provider.created_at = row.time(4);
    provider.updated_at = row.time(5);
    return provider;
}

std::string moment_of(const std::optional<Time>& time) {
    return time ? std::to_string(time->time_since_epoch().count()) : "";
}

}  // namespace

Task<Result<std::vector<CustomProvider>>> CustomProviderStore::all() {
    Params none;
    CO_TRY(const auto rows, co_await database_.read(Access::service(), all_sql, std::move(none)));
    co_return every(rows, provider_of);
}

Task<Result<std::string>> CustomProviderStore::stamp() {
    Params none;
    CO_TRY(const auto rows, co_await database_.read(Access::service(), stamp_sql, std::move(none)));
    const auto& row = rows.front();
    co_return std::to_string(row.integer(0)) + "/" + std::to_string(row.integer(1)) + "/" +
        moment_of(row.optional_time(2)) + "/" + moment_of(row.optional_time(3));
}

Task<Result<std::vector<CustomProvider>>> CustomProviderStore::list(WorkspaceId workspace) {
    Params params{workspace.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), list_sql, std::move(params)));
    co_return every(rows, provider_of);
}

Task<Result<std::optional<CustomProvider>>> CustomProviderStore::find(WorkspaceId workspace,
                                                                      std::string id) {
    Params params{workspace.value, std::move(id)};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_sql, std::move(params)));
    co_return first(rows, provider_of);
}

Task<Result<bool>> CustomProviderStore::insert(CustomProvider provider) {
    const auto access = Access::of(provider.workspace);
    return changes_one(database_, access, insert_sql,
                       {std::move(provider.id), provider.workspace.value, std::move(provider.text),
                        provider.revision, provider.created_at, provider.updated_at});
}

Task<Result<bool>> CustomProviderStore::replace(WorkspaceId workspace, std::string id,
                                                std::int64_t revision, std::string text, Time now) {
    return changes_one(database_, Access::of(workspace), replace_sql,
                       {workspace.value, std::move(id), revision, std::move(text), now});
}

Task<Result<bool>> CustomProviderStore::erase(WorkspaceId workspace, std::string id) {
    return changes_one(database_, Access::of(workspace), erase_sql,
                       {workspace.value, std::move(id)});
}

Task<Result<std::map<std::string, std::int64_t>>> CustomProviderStore::connections(
    WorkspaceId workspace) {
    Params params{workspace.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), connections_sql, std::move(params)));
    std::map<std::string, std::int64_t> counts;
    for (const auto& row : rows) counts[row.text(0)] = row.integer(1);
    co_return counts;
}

}  // namespace fairlead::storage
