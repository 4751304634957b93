// SPDX-License-Identifier: Apache-2.0
#include "storage/revocation_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

constexpr Sql insert_sql{
    "INSERT INTO revocations (id, workspace_id, user_id, connection_id, integration_id, consent, "
    "sealed, state, attempts, next_try, deadline, created_at, registration_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $11, $12)"};
constexpr Sql cancel_sql{
    "DELETE FROM revocations WHERE workspace_id = $1 AND connection_id = $2 "
    "AND state = 'waiting'"};
#define CLAIM                                                                                   \
    "UPDATE revocations SET attempts = attempts + 1, next_try = $2 WHERE id IN "                \
    "(SELECT id FROM revocations WHERE state = 'waiting' AND next_try <= $1 AND deadline > $1 " \
    "ORDER BY next_try LIMIT $3"
#define CLAIMED                                                                               \
    ") RETURNING id, workspace_id, user_id, connection_id, integration_id, consent, sealed, " \
    "attempts, next_try, deadline, created_at, registration_id"
constexpr Sql claim_sql{CLAIM CLAIMED, CLAIM " FOR UPDATE SKIP LOCKED" CLAIMED};
constexpr Sql next_try_sql{
    "SELECT next_try FROM revocations WHERE state = 'waiting' ORDER BY next_try LIMIT 1"};
constexpr Sql complete_sql{"DELETE FROM revocations WHERE workspace_id = $1 AND id = $2"};
constexpr Sql retry_sql{
    "UPDATE revocations SET next_try = $3, last_error = $4 "
    "WHERE workspace_id = $1 AND id = $2 AND state = 'waiting'"};
constexpr Sql bury_sql{
    "UPDATE revocations SET state = 'dead', sealed = NULL, last_error = $3 "
    "WHERE workspace_id = $1 AND id = $2 AND state = 'waiting'"};
constexpr Sql bury_overdue_sql{
    "UPDATE revocations SET state = 'dead', sealed = NULL "
    "WHERE state = 'waiting' AND deadline <= $1"};
constexpr Sql counts_sql{"SELECT state, count(*) FROM revocations GROUP BY state"};

Revocation revocation_of(const Row& row) {
    Revocation revocation;
    revocation.id = row.id<RevocationId>(0);
    revocation.workspace = row.id<WorkspaceId>(1);
    revocation.user = row.id<UserId>(2);
    revocation.connection = row.id<ConnectionId>(3);
    revocation.integration_id = row.id<IntegrationId>(4);
    revocation.consent = row.integer(5);
    revocation.sealed = row.optional_text(6).value_or("");
    revocation.attempts = row.integer(7);
    revocation.next_try = row.time(8);
    revocation.deadline = row.time(9);
    revocation.created_at = row.time(10);
    revocation.registration = optional_id<ClientRegistrationId>(row, 11);
    return revocation;
}

}  // namespace

Task<Result<void>> RevocationStore::insert(Tx& tx, Revocation revocation) {
    return run(tx, insert_sql,
               {revocation.id.value, revocation.workspace.value, revocation.user.value,
                revocation.connection.value, revocation.integration_id.value, revocation.consent,
                Bytes{std::move(revocation.sealed)}, revocation.attempts, revocation.next_try,
                revocation.deadline, revocation.created_at, nullable_id(revocation.registration)});
}

Task<Result<std::int64_t>> RevocationStore::cancel(Tx& tx, WorkspaceId workspace,
                                                   ConnectionId connection) {
    return count_changed(tx, cancel_sql, {workspace.value, connection.value});
}

Task<Result<std::vector<Revocation>>> RevocationStore::claim(Time now, Milliseconds lease,
                                                             int limit) {
    Params params{now, now + lease, std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.write(Access::service(), claim_sql, std::move(params)));
    co_return every(rows, revocation_of);
}

Task<Result<std::optional<Time>>> RevocationStore::next_try() {
    Params none;
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), next_try_sql, std::move(none)));
    co_return first(rows, [](const Row& row) { return row.time(0); });
}

Task<Result<bool>> RevocationStore::complete(WorkspaceId workspace, RevocationId id) {
    return changes_one(database_, Access::of(workspace), complete_sql, {workspace.value, id.value});
}

Task<Result<bool>> RevocationStore::retry(WorkspaceId workspace, RevocationId id, Time next_try,
                                          std::string error) {
    return changes_one(database_, Access::of(workspace), retry_sql,
                       {workspace.value, id.value, next_try, std::move(error)});
}

Task<Result<bool>> RevocationStore::bury(WorkspaceId workspace, RevocationId id,
                                         std::string error) {
    return changes_one(database_, Access::of(workspace), bury_sql,
                       {workspace.value, id.value, std::move(error)});
}

Task<Result<std::int64_t>> RevocationStore::bury_overdue(Time now) {
    return count_changed(database_, Access::service(), bury_overdue_sql, {now});
}

Task<Result<RevocationStore::Counts>> RevocationStore::counts() {
    Params none;
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), counts_sql, std::move(none)));
    Counts counts;
    for (const auto& row : rows) {
        (row.bytes(0) == "dead" ? counts.dead : counts.waiting) = row.integer(1);
    }
    co_return counts;
}

}  // namespace fairlead::storage
