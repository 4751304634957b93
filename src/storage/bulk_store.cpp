// SPDX-License-Identifier: Apache-2.0
#include "storage/bulk_store.h"

#include "storage/columns.h"
#include "storage/job_store.h"
#include "storage/statements.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace fairlead::storage {

namespace {

#define BULK_COLUMNS                                                                          \
    "id, workspace_id, user_id, action, terms, total, done, failed, is_stopped, created_at, " \
    "finished_at"
#define ITEM_COLUMNS "id, position, ask, result, sealed_url"
#define OF_BULK "WHERE workspace_id = $1 AND bulk_id = $2 "

constexpr Sql insert_sql{"INSERT INTO bulks (" BULK_COLUMNS
                         ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
constexpr Sql insert_item_sql{"INSERT INTO bulk_items (workspace_id, bulk_id, " ITEM_COLUMNS
                              ") VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Sql find_sql{"SELECT " BULK_COLUMNS " FROM bulks WHERE workspace_id = $1 AND id = $2"};
constexpr Sql items_sql{"SELECT " ITEM_COLUMNS " FROM bulk_items " OF_BULK
                        "AND position > $3 ORDER BY position LIMIT $4"};
constexpr Sql next_sql{"SELECT " ITEM_COLUMNS " FROM bulk_items " OF_BULK
                       "AND result IS NULL AND position % $4 = $3 ORDER BY position LIMIT 1"};
constexpr Sql settle_item_sql{"UPDATE bulk_items SET result = $4, sealed_url = $5 " OF_BULK
                              "AND id = $3 AND result IS NULL"};
constexpr Sql count_result_sql{
    "UPDATE bulks SET done = done + 1, failed = failed + $3, "
    "finished_at = CASE WHEN done + 1 = total THEN $4 END WHERE workspace_id = $1 AND id = $2",
    "UPDATE bulks SET done = done + 1, failed = failed + $3, finished_at = CASE WHEN done + 1 = "
    "total THEN CAST($4 AS timestamptz) END WHERE workspace_id = $1 AND id = $2"};
constexpr Sql stop_sql{
    "UPDATE bulks SET is_stopped = true "
    "WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL"};
constexpr Sql erase_before_sql{"DELETE FROM bulks WHERE created_at < $1"};

constexpr std::array<std::pair<BulkAction, const char*>, 3> actions{{
    {BulkAction::link, "link"},
    {BulkAction::refresh, "refresh"},
    {BulkAction::disconnect, "disconnect"},
}};

std::string name_of(BulkAction action) {
    for (const auto& [value, name] : actions)
        if (value == action) return name;
    throw std::logic_error("a bulk's action has no name");
}

BulkAction action_of(std::string_view name) {
    for (const auto& [value, known] : actions)
        if (name == known) return value;
    throw std::runtime_error("a bulk's action is not known");
}

Bulk bulk_of(const Row& row) {
    Bulk bulk;
    bulk.id = row.id<BulkId>(0);
    bulk.workspace = row.id<WorkspaceId>(1);
    bulk.user = optional_id<UserId>(row, 2);
    bulk.action = action_of(row.text(3));
    bulk.terms = row.json(4);
    bulk.total = row.integer(5);
    bulk.done = row.integer(6);
    bulk.failed = row.integer(7);
    bulk.is_stopped = row.boolean(8);
    bulk.created_at = row.time(9);
    bulk.finished_at = row.optional_time(10);
    return bulk;
}

BulkItem item_of(const Row& row) {
    BulkItem item;
    item.id = row.id<BulkItemId>(0);
    item.position = row.integer(1);
    item.ask = row.json(2);
    if (!row.is_null(3)) item.result = row.json(3);
    if (!row.is_null(4)) item.sealed_url = row.bytes(4);
    return item;
}

Value bytes_or_null(std::string bytes) {
    if (bytes.empty()) return std::monostate{};
    return Bytes{std::move(bytes)};
}

Task<Result<void>> insert_bulk(Tx& tx, const Bulk& bulk) {
    Params params{bulk.id.value,
                  bulk.workspace.value,
                  nullable_id(bulk.user),
                  name_of(bulk.action),
                  bulk.terms,
                  bulk.total,
                  bulk.done,
                  bulk.failed,
                  bulk.is_stopped,
                  bulk.created_at,
                  nullable(bulk.finished_at)};
    return run(tx, insert_sql, std::move(params));
}

Task<Result<void>> insert_item(Tx& tx, const Bulk& bulk, const BulkItem& item) {
    Params params{bulk.workspace.value,
                  bulk.id.value,
                  item.id.value,
                  item.position,
                  item.ask,
                  nullable(item.result),
                  bytes_or_null(item.sealed_url)};
    return run(tx, insert_item_sql, std::move(params));
}

}  // namespace

Task<Result<void>> BulkStore::insert(Bulk bulk, std::vector<BulkItem> items,
                                     std::vector<Job> jobs) {
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await insert_bulk(tx, bulk));
        for (const BulkItem& item : items) CO_CHECK(co_await insert_item(tx, bulk, item));
        for (const Job& job : jobs) CO_CHECK(co_await JobStore::enqueue(tx, job));
        co_return ok();
    };
    // Jobs are no user's business: the workspace's rights, not the user's.
    co_return co_await database_.transaction(Access::service(), body, Priority::bulk);
}

Task<Result<std::optional<Bulk>>> BulkStore::find(Access access, BulkId id) {
    Params params{access.workspace()->value, id.value};
    CO_TRY(const auto rows, co_await database_.read(access, find_sql, std::move(params)));
    co_return first(rows, bulk_of);
}

Task<Result<std::vector<BulkItem>>> BulkStore::items(Access access, BulkId id, std::int64_t after,
                                                     int limit) {
    Params params{access.workspace()->value, id.value, after, std::int64_t{limit}};
    CO_TRY(const auto rows, co_await database_.read(access, items_sql, std::move(params)));
    co_return every(rows, item_of);
}

Task<Result<std::optional<BulkItem>>> BulkStore::next(WorkspaceId workspace, BulkId id,
                                                      std::int64_t strand, std::int64_t strands) {
    Params params{workspace.value, id.value, strand, strands};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), next_sql, std::move(params)));
    co_return first(rows, item_of);
}

Task<Result<void>> BulkStore::settle(WorkspaceId workspace, BulkId id, BulkItem item,
                                     bool has_failed, Time now) {
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        Params settled{workspace.value, id.value, item.id.value, nullable(item.result),
                       bytes_or_null(item.sealed_url)};
        CO_TRY(const bool is_first, co_await changes_one(tx, settle_item_sql, std::move(settled)));
        if (!is_first) co_return ok();
        Params counted{workspace.value, id.value, std::int64_t{has_failed}, now};
        co_return co_await run(tx, count_result_sql, std::move(counted));
    };
    co_return co_await database_.transaction(Access::of(workspace), body, Priority::bulk);
}

Task<Result<bool>> BulkStore::stop(Access access, BulkId id) {
    return changes_one(database_, access, stop_sql, {access.workspace()->value, id.value});
}

Task<Result<std::int64_t>> BulkStore::erase_before(Time created_before) {
    return count_changed(database_, Access::service(), erase_before_sql, {created_before},
                         Priority::bulk);
}

}  // namespace fairlead::storage
