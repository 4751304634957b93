// SPDX-License-Identifier: Apache-2.0
#include "storage/api_key_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

#define API_KEY_COLUMNS                                                                       \
    "id, workspace_id, name, prefix, hash, scopes, act_as, user_id, created_at, expires_at, " \
    "last_used_at, revoked_at"

constexpr Sql insert_sql{
    "INSERT INTO api_keys (id, workspace_id, name, prefix, hash, scopes, act_as, user_id, "
    "created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Sql find_by_hash_sql{"SELECT " API_KEY_COLUMNS " FROM api_keys WHERE hash = $1"};
constexpr Sql find_sql{"SELECT " API_KEY_COLUMNS
                       " FROM api_keys WHERE workspace_id = $1 AND id = $2"};
constexpr Sql list_sql{"SELECT " API_KEY_COLUMNS
                       " FROM api_keys WHERE workspace_id = $1 ORDER BY id DESC"};
constexpr Sql revoke_sql{
    "UPDATE api_keys SET revoked_at = $3 "
    "WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL"};
constexpr Sql set_last_used_sql{
    "UPDATE api_keys SET last_used_at = $3 WHERE workspace_id = $1 AND id = $2 "
    "AND (last_used_at IS NULL OR last_used_at < $3)"};

const char* text_of_act_as(ActAs act_as) {
    switch (act_as) {
        case ActAs::none: return "none";
        case ActAs::one: return "one";
        case ActAs::any: return "any";
    }
    return "none";
}

ActAs act_as_of(std::string_view text) {
    if (text == "one") return ActAs::one;
    return text == "any" ? ActAs::any : ActAs::none;
}

ApiKey key_of(const Row& row) {
    ApiKey key;
    key.id = row.id<ApiKeyId>(0);
    key.workspace = row.id<WorkspaceId>(1);
    key.name = row.text(2);
    key.prefix = row.text(3);
    key.hash = row.text(4);
    key.scopes = static_cast<Scope>(row.integer(5));
    key.act_as = act_as_of(row.bytes(6));
    key.user = optional_id<UserId>(row, 7);
    key.created_at = row.time(8);
    key.expires_at = row.optional_time(9);
    key.last_used_at = row.optional_time(10);
    key.revoked_at = row.optional_time(11);
    return key;
}

}  // namespace

Task<Result<void>> ApiKeyStore::insert(ApiKey key) {
    return run(database_, Access::of(key.workspace), insert_sql,
               {key.id.value, key.workspace.value, std::move(key.name), std::move(key.prefix),
                Bytes{std::move(key.hash)}, static_cast<std::int64_t>(key.scopes),
                std::string{text_of_act_as(key.act_as)}, nullable_id(key.user), key.created_at,
                nullable(key.expires_at)});
}

Task<Result<std::optional<ApiKey>>> ApiKeyStore::find_by_hash(std::string hash) {
    Params params{Bytes{std::move(hash)}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), find_by_hash_sql, std::move(params)));
    co_return first(rows, key_of);
}

Task<Result<std::optional<ApiKey>>> ApiKeyStore::find(WorkspaceId workspace, ApiKeyId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_sql, std::move(params)));
    co_return first(rows, key_of);
}

Task<Result<std::vector<ApiKey>>> ApiKeyStore::list(WorkspaceId workspace) {
    Params params{workspace.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), list_sql, std::move(params)));
    co_return every(rows, key_of);
}

Task<Result<bool>> ApiKeyStore::revoke(WorkspaceId workspace, ApiKeyId id, Time now) {
    return changes_one(database_, Access::of(workspace), revoke_sql,
                       {workspace.value, id.value, now});
}

Task<Result<void>> ApiKeyStore::set_last_used(std::vector<Use> uses) {
    Database::Body body = [&uses](Tx& tx) -> Task<Result<void>> {
        for (const auto& use : uses) {
            Params params{use.workspace.value, use.id.value, use.at};
            CO_CHECK(co_await tx.run(set_last_used_sql, std::move(params)));
        }
        co_return ok();
    };
    co_return co_await database_.transaction(Access::service(), std::move(body), Priority::bulk);
}

}  // namespace fairlead::storage
