// SPDX-License-Identifier: Apache-2.0
#include "storage/event_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

#include <boost/json.hpp>

#include <algorithm>

namespace fairlead::storage {

namespace {

constexpr Sql insert_sql{
    "INSERT INTO events (id, workspace_id, user_id, type, connection_id, data, at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Sql list_since_sql{
    "SELECT sequence, id, workspace_id, user_id, type, connection_id, data, at FROM events "
    "WHERE workspace_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"};
constexpr Sql list_of_user_sql{
    "SELECT sequence, id, workspace_id, user_id, type, connection_id, data, at FROM events "
    "WHERE workspace_id = $1 AND user_id = $2 AND sequence > $3 ORDER BY sequence LIMIT $4"};
constexpr Sql users_since_sql{
    "SELECT sequence, user_id FROM events WHERE sequence > $1 OR sequence IN "
    "(SELECT value FROM json_each($2)) ORDER BY sequence LIMIT $3",
    "SELECT sequence, user_id FROM events WHERE sequence > $1 OR sequence = ANY "
    "(ARRAY(SELECT CAST(json_array_elements_text($2) AS bigint))) ORDER BY sequence LIMIT $3"};
constexpr Sql recent_sql{"SELECT sequence, at FROM events ORDER BY sequence DESC LIMIT $1"};
constexpr Sql erase_before_sql{
    "DELETE FROM events WHERE sequence IN "
    "(SELECT sequence FROM events WHERE at < $1 ORDER BY at LIMIT $2)"};

EventStore::Stored stored_of(const Row& row) {
    EventStore::Stored stored;
    stored.sequence = row.integer(0);
    stored.event.id = row.id<EventId>(1);
    stored.event.workspace = row.id<WorkspaceId>(2);
    stored.event.user = optional_id<UserId>(row, 3);
    stored.event.type = row.text(4);
    stored.event.connection = optional_id<ConnectionId>(row, 5);
    stored.event.data = row.json(6);
    stored.event.at = row.time(7);
    return stored;
}

EventStore::Owner owner_of(const Row& row) { return {row.integer(0), optional_id<UserId>(row, 1)}; }

}  // namespace

Task<Result<void>> EventStore::insert(Tx& tx, Event event) {
    return run(
        tx, insert_sql,
        {event.id.value, event.workspace.value, nullable_id(event.user), std::move(event.type),
         nullable_id(event.connection), std::move(event.data), event.at});
}

Task<Result<std::vector<EventStore::Stored>>> EventStore::list_since(WorkspaceId workspace,
                                                                     std::int64_t sequence,
                                                                     int limit) {
    Params params{workspace.value, sequence, std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), list_since_sql, std::move(params)));
    co_return every(rows, stored_of);
}

Task<Result<std::vector<EventStore::Stored>>> EventStore::list_of_user(WorkspaceId workspace,
                                                                       UserId user,
                                                                       std::int64_t sequence,
                                                                       int limit) {
    Params params{workspace.value, user.value, sequence, std::int64_t{limit}};
    CO_TRY(const auto rows, co_await database_.read(Access::of(workspace, user), list_of_user_sql,
                                                    std::move(params)));
    co_return every(rows, stored_of);
}

Task<Result<std::vector<EventStore::Owner>>> EventStore::users_since(
    std::int64_t sequence, std::vector<std::int64_t> missing, int limit) {
    Params params{sequence, Json{boost::json::serialize(boost::json::value_from(missing))},
                  std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), users_since_sql, std::move(params)));
    co_return every(rows, owner_of);
}

Task<Result<OutboxPlace>> EventStore::place(Time now) {
    Params params{std::int64_t{OutboxPlace::looks_back}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), recent_sql, std::move(params)));
    std::vector<OutboxPlace::Recent> recent;
    for (const Row& row : rows) recent.push_back({row.integer(0), now - row.time(1)});
    std::ranges::reverse(recent);
    co_return OutboxPlace{recent, now};
}

Task<Result<std::int64_t>> EventStore::erase_before(Time before, int limit) {
    return count_changed(database_, Access::service(), erase_before_sql,
                         {before, std::int64_t{limit}}, Priority::bulk);
}

}  // namespace fairlead::storage
