// SPDX-License-Identifier: Apache-2.0
#include "storage/audit_store.h"

#include "storage/columns.h"
#include "storage/count_entries.h"
#include "storage/statements.h"

#include <limits>
#include <map>
#include <tuple>

namespace fairlead::storage {

namespace {

#define AUDIT_COLUMNS                                                                     \
    "sequence, at, type, workspace_id, user_id, actor, connection_id, provider, result, " \
    "address, request_id, details"
// What every list has: a page's end, the optional type and span of time. $2 = before, $3 = any type,
// $4 = type, $5 = from, $6 = until, $7 = limit.
#define AUDIT_PAGE                                                                             \
    "AND sequence < $2 AND ($3 OR type = $4) AND at >= $5 AND at < $6 ORDER BY sequence DESC " \
    "LIMIT $7"

constexpr Sql append_sql{
    "INSERT INTO audit (at, type, workspace_id, user_id, actor, connection_id, provider, result, "
    "address, request_id, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
constexpr Sql list_sql{"SELECT " AUDIT_COLUMNS " FROM audit WHERE workspace_id = $1 " AUDIT_PAGE};
constexpr Sql list_of_user_sql{"SELECT " AUDIT_COLUMNS
                               " FROM audit WHERE workspace_id = $1 AND user_id = $8 " AUDIT_PAGE};
constexpr Sql list_of_connection_sql{
    "SELECT " AUDIT_COLUMNS
    " FROM audit WHERE workspace_id = $1 AND connection_id = $8 " AUDIT_PAGE};
constexpr Sql list_of_both_sql{
    "SELECT " AUDIT_COLUMNS
    " FROM audit WHERE workspace_id = $1 AND connection_id = $8 AND user_id = $9 " AUDIT_PAGE};
constexpr Sql add_counts_sql{
    "INSERT INTO audit_counts (workspace_id, minute, api_key_id, what, entries) "
    "VALUES ($1, $2, $3, $4, $5)"};
constexpr Sql counts_sql{
    "SELECT minute, api_key_id, what, entries FROM audit_counts "
    "WHERE workspace_id = $1 AND minute >= $2"};

constexpr Time beginning = from_unix_ms(0);
constexpr Time far_future = from_unix_ms(253'402'300'799'999);  // the end of year 9999

AuditRow row_of(const Row& row) {
    AuditRow answer;
    answer.sequence = row.integer(0);
    answer.at = row.time(1);
    answer.event.type = row.text(2);
    answer.event.workspace = row.id<WorkspaceId>(3);
    answer.event.user = optional_id<UserId>(row, 4);
    answer.event.actor = row.text(5);
    answer.event.connection = optional_id<ConnectionId>(row, 6);
    answer.event.provider = row.text(7);
    answer.event.result = row.text(8);
    answer.address = row.optional_text(9).value_or("");
    answer.event.request_id = row.text(10);
    answer.event.details = row.json(11);
    return answer;
}

Value address_of(std::string& address) {
    if (address.empty()) return std::monostate{};
    return Bytes{std::move(address)};
}

}  // namespace

Task<Result<void>> AuditStore::append(Tx& tx, SealedAuditEvent sealed) {
    auto& event = sealed.event;
    return run(tx, append_sql,
               {sealed.at, std::move(event.type), event.workspace.value, nullable_id(event.user),
                std::move(event.actor), nullable_id(event.connection), std::move(event.provider),
                std::move(event.result), address_of(sealed.address), std::move(event.request_id),
                std::move(event.details)});
}

Task<Result<void>> AuditStore::append(std::vector<SealedAuditEvent> events) {
    Database::Body body = [&events](Tx& tx) -> Task<Result<void>> {
        for (const auto& event : events) {
            auto copy = event;
            CO_CHECK(co_await append(tx, std::move(copy)));
        }
        co_return ok();
    };
    co_return co_await database_.transaction(Access::service(), std::move(body));
}

Task<Result<std::vector<AuditRow>>> AuditStore::list(WorkspaceId workspace, Filter filter,
                                                     int limit) {
    Params params{workspace.value,
                  filter.before.value_or(std::numeric_limits<std::int64_t>::max()),
                  !filter.type.has_value(),
                  filter.type.value_or(""),
                  filter.from.value_or(beginning),
                  filter.until.value_or(far_future),
                  std::int64_t{limit}};
    Sql sql = list_sql;
    if (filter.connection) {
        sql = list_of_connection_sql;
        params.emplace_back(filter.connection->value);
    }
    if (filter.user) {
        sql = filter.connection ? list_of_both_sql : list_of_user_sql;
        params.emplace_back(filter.user->value);
    }
    CO_TRY(const auto rows, co_await database_.read(Access::of(workspace), sql, std::move(params)));
    co_return every(rows, row_of);
}

Task<Result<void>> AuditStore::add_counts(CountRow row) {
    return run(database_, Access::of(row.workspace), add_counts_sql,
               {row.workspace.value, row.minute, row.api_key.value, std::move(row.what),
                Bytes{pack_counts(row.connections)}},
               Priority::bulk);
}

Task<Result<std::vector<AuditStore::Count>>> AuditStore::counts(WorkspaceId workspace,
                                                                ConnectionId connection, Time from,
                                                                int limit) {
    Params params{workspace.value, from};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), counts_sql, std::move(params)));
    std::map<std::tuple<Time, ApiKeyId, std::string>, std::int64_t, std::greater<>> sums;
    for (const Row& row : rows) {
        const std::int64_t count = count_of(row.bytes(3), connection);
        if (count > 0) sums[{row.time(0), row.id<ApiKeyId>(1), row.text(2)}] += count;
    }
    std::vector<Count> counts;
    for (const auto& [of, count] : sums) {
        if (std::ssize(counts) == limit) break;
        counts.push_back({std::get<0>(of), std::get<1>(of), std::get<2>(of), count});
    }
    co_return counts;
}

}  // namespace fairlead::storage
