// SPDX-License-Identifier: Apache-2.0
#include "storage/node_store.h"

#include "base/text.h"
#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {
namespace {

#define ENTER(now)                                                                             \
    "INSERT INTO nodes (id, boot_id, host, version, cache, master_keys, active_key, started, " \
    "seen) VALUES ($1, $2, $3, $4, $5, $6, $7, " now ", " now                                  \
    ") "                                                                                       \
    "ON CONFLICT (id) DO UPDATE SET boot_id = excluded.boot_id, host = excluded.host, "        \
    "version = excluded.version, cache = excluded.cache, "                                     \
    "master_keys = excluded.master_keys, active_key = excluded.active_key, "                   \
    "started = excluded.started, seen = excluded.seen RETURNING started, seen"
constexpr Sql enter_sql{ENTER(FAIRLEAD_SQLITE_NOW), ENTER(FAIRLEAD_POSTGRES_NOW)};
/// In the order of their instants one after the other: whoever is later sees those before.
constexpr Sql one_at_a_time_sql{"SELECT 1", "LOCK TABLE nodes IN SHARE ROW EXCLUSIVE MODE"};
constexpr Sql beat_sql
    FAIRLEAD_SQL_NOW("UPDATE nodes SET master_keys = $3, active_key = $4, seen = ",
                     " WHERE id = $1 AND boot_id = $2");
constexpr Sql leave_sql{"DELETE FROM nodes WHERE id = $1 AND boot_id = $2"};
#define LIST(now)                                                                            \
    "SELECT id, boot_id, host, version, cache, master_keys, active_key, started, seen, " now \
    " FROM nodes WHERE seen > " now " - $1 ORDER BY started, id"
constexpr Sql list_sql{LIST(FAIRLEAD_SQLITE_NOW), LIST(FAIRLEAD_POSTGRES_NOW)};
constexpr Sql erase_silent_sql FAIRLEAD_SQL_NOW("DELETE FROM nodes WHERE seen <= ", " - $1");

constexpr const char* in_process = "process";
constexpr const char* shared = "shared";

NodeRow node_of(const Row& row) {
    NodeRow node;
    node.self = {row.uuid(0), row.uuid(1)};
    node.host = row.text(2);
    node.version = row.text(3);
    node.shares_cache = row.text(4) == shared;
    node.keys = split_words(row.text(5));
    node.active_key = row.text(6);
    node.started = from_unix_ms(row.integer(7));
    node.seen = from_unix_ms(row.integer(8));
    return node;
}

Task<Result<void>> enter_in(Tx& tx, const NodeRow& row, Rows& instants) {
    Params none;
    CO_CHECK(co_await tx.run(one_at_a_time_sql, std::move(none)));
    Params params{row.self.node,
                  row.self.boot,
                  row.host,
                  row.version,
                  std::string{row.shares_cache ? shared : in_process},
                  join(row.keys, " "),
                  row.active_key};
    CO_TRY(instants, co_await tx.run(enter_sql, std::move(params)));
    co_return ok();
}

}  // namespace

Task<Result<NodeRow>> NodeStore::enter(NodeRow row) {
    Rows rows;
    const Database::Body body = [&](Tx& tx) { return enter_in(tx, row, rows); };
    CO_CHECK(co_await database_.transaction(Access::service(), body));
    row.started = from_unix_ms(rows.front().integer(0));
    row.seen = from_unix_ms(rows.front().integer(1));
    co_return row;
}

Task<Result<bool>> NodeStore::beat(NodeRow row) {
    return changes_one(database_, Access::service(), beat_sql,
                       {row.self.node, row.self.boot, join(row.keys, " "), row.active_key});
}

Task<Result<void>> NodeStore::leave(NodeBoot self) {
    return run(database_, Access::service(), leave_sql, {self.node, self.boot});
}

Task<Result<NodeStore::Roll>> NodeStore::list(Milliseconds silence) {
    Params params{std::int64_t{silence.count()}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), list_sql, std::move(params)));
    Roll roll;
    for (const Row& row : rows) {
        roll.nodes.push_back(node_of(row));
        roll.now = from_unix_ms(row.integer(9));
    }
    co_return roll;
}

Task<Result<void>> NodeStore::erase_silent(Milliseconds silence) {
    return run(database_, Access::service(), erase_silent_sql, {std::int64_t{silence.count()}});
}

}  // namespace fairlead::storage
