// SPDX-License-Identifier: Apache-2.0
#include "storage/data_key_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

#define DATA_KEY_COLUMNS "id, workspace_id, owner_kind, owner_id, master_key_id, wrapped"
#define OF_OWNER "WHERE workspace_id = $1 AND owner_kind = $2 AND owner_id = $3"

constexpr Sql find_sql{"SELECT " DATA_KEY_COLUMNS " FROM data_keys " OF_OWNER};
constexpr Sql find_by_id_sql{"SELECT " DATA_KEY_COLUMNS " FROM data_keys WHERE id = $1"};
// An update that changes nothing, so that the key that is there already is answered.
constexpr Sql insert_if_absent_sql{
    "INSERT INTO data_keys (" DATA_KEY_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (workspace_id, owner_kind, owner_id) "
    "DO UPDATE SET owner_kind = excluded.owner_kind RETURNING " DATA_KEY_COLUMNS};
constexpr Sql wrapped_by_others_sql{
    "SELECT " DATA_KEY_COLUMNS
    " FROM data_keys WHERE id > $1 AND master_key_id <> $2 ORDER BY id LIMIT $3"};
constexpr Sql rewrap_sql{
    "UPDATE data_keys SET master_key_id = $2, wrapped = $3 WHERE id = $1 AND master_key_id = $4"};
constexpr Sql use_sql{
    "SELECT master_key_id, count(*) FROM data_keys GROUP BY master_key_id ORDER BY 1"};
// Jumps from one value of the index to the next: neither database does so for DISTINCT.
constexpr Sql master_keys_sql{
    "WITH RECURSIVE known (id) AS (SELECT min(master_key_id) FROM data_keys UNION ALL "
    "SELECT (SELECT min(master_key_id) FROM data_keys WHERE master_key_id > known.id) FROM known "
    "WHERE known.id IS NOT NULL) SELECT id FROM known WHERE id IS NOT NULL"};
constexpr Sql wrapped_by_sql{"SELECT " DATA_KEY_COLUMNS
                             " FROM data_keys WHERE master_key_id = $1 LIMIT $2"};
constexpr Sql erase_sql{"DELETE FROM data_keys " OF_OWNER};

std::string text_of_kind(Owner::Kind kind) {
    return kind == Owner::Kind::user ? "user" : "workspace";
}

WrappedKey key_of(const Row& row) {
    WrappedKey key;
    key.id = row.id<DataKeyId>(0);
    key.owner.workspace = row.id<WorkspaceId>(1);
    key.owner.kind = row.bytes(2) == "user" ? Owner::Kind::user : Owner::Kind::workspace;
    key.owner.id = row.uuid(3);
    key.master_key_id = row.text(4);
    key.wrapped = row.text(5);
    return key;
}

Params owner_params(const Owner& owner) {
    return {owner.workspace.value, text_of_kind(owner.kind), owner.id};
}

Params rewrap_params(DataKeys::Rewrapped one) {
    return {one.key.id.value, std::move(one.key.master_key_id), Bytes{std::move(one.key.wrapped)},
            std::move(one.old_master_key_id)};
}

}  // namespace

Task<Result<std::optional<WrappedKey>>> DataKeyStore::find(Owner owner) {
    auto params = owner_params(owner);
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(owner.workspace), find_sql, std::move(params)));
    co_return first(rows, key_of);
}

Task<Result<std::optional<WrappedKey>>> DataKeyStore::find_by_id(DataKeyId id) {
    Params params{id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), find_by_id_sql, std::move(params)));
    co_return first(rows, key_of);
}

Task<Result<WrappedKey>> DataKeyStore::insert_if_absent(WrappedKey key) {
    Params params{key.id.value, key.owner.workspace.value,    text_of_kind(key.owner.kind),
                  key.owner.id, std::move(key.master_key_id), Bytes{std::move(key.wrapped)}};
    CO_TRY(const auto rows, co_await database_.write(Access::of(key.owner.workspace),
                                                     insert_if_absent_sql, std::move(params)));
    co_return key_of(rows.front());
}

Task<Result<std::vector<WrappedKey>>> DataKeyStore::wrapped_by_others(std::string master_key_id,
                                                                      DataKeyId after, int limit) {
    Params params{after.value, std::move(master_key_id), std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), wrapped_by_others_sql, std::move(params)));
    co_return every(rows, key_of);
}

Task<Result<void>> DataKeyStore::rewrap(WrappedKey key, std::string old_master_key_id) {
    return run(database_, Access::service(), rewrap_sql,
               rewrap_params({std::move(key), std::move(old_master_key_id)}), Priority::bulk);
}

Task<Result<void>> DataKeyStore::rewrap_many(std::vector<Rewrapped> keys) {
    Database::Body body = [&keys](Tx& tx) -> Task<Result<void>> {
        for (const Rewrapped& one : keys) {
            auto params = rewrap_params(one);
            CO_CHECK(co_await tx.run(rewrap_sql, std::move(params)));
        }
        co_return ok();
    };
    co_return co_await database_.transaction(Access::service(), std::move(body), Priority::bulk);
}

Task<Result<std::vector<DataKeys::Use>>> DataKeyStore::use() {
    Params none;
    CO_TRY(const auto rows, co_await database_.read(Access::service(), use_sql, std::move(none)));
    co_return every(rows, [](const Row& row) { return Use{row.text(0), row.integer(1)}; });
}

Task<Result<std::vector<WrappedKey>>> DataKeyStore::samples(int limit) {
    Params none;
    CO_TRY(const auto masters,
           co_await database_.read(Access::service(), master_keys_sql, std::move(none)));
    std::vector<WrappedKey> found;
    for (const Row& master : masters) {
        Params params{master.text(0), std::int64_t{limit}};
        CO_TRY(const auto rows,
               co_await database_.read(Access::service(), wrapped_by_sql, std::move(params)));
        for (const Row& row : rows) found.push_back(key_of(row));
    }
    co_return found;
}

Task<Result<void>> DataKeyStore::erase(Owner owner) {
    return run(database_, Access::of(owner.workspace), erase_sql, owner_params(owner));
}

}  // namespace fairlead::storage
