// SPDX-License-Identifier: Apache-2.0
#include "storage/connect_attempt_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

constexpr Sql put_sql{
    "INSERT INTO connect_attempts (workspace_id, user_id, integration_id, kind, message, "
    "retry_at, failed_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT (workspace_id, user_id, integration_id) DO UPDATE SET kind = excluded.kind, "
    "message = excluded.message, retry_at = excluded.retry_at, failed_at = excluded.failed_at"};
constexpr Sql list_sql{
    "SELECT workspace_id, user_id, integration_id, kind, message, retry_at, failed_at "
    "FROM connect_attempts WHERE workspace_id = $1 AND user_id = $2 AND failed_at > $3"};
constexpr Sql clear_sql{
    "DELETE FROM connect_attempts "
    "WHERE workspace_id = $1 AND user_id = $2 AND integration_id = $3"};
constexpr Sql erase_before_sql{"DELETE FROM connect_attempts WHERE failed_at < $1"};

ConnectAttempt attempt_of(const Row& row) {
    ConnectAttempt attempt;
    attempt.workspace = row.id<WorkspaceId>(0);
    attempt.user = row.id<UserId>(1);
    attempt.integration = row.id<IntegrationId>(2);
    attempt.kind = row.text(3);
    attempt.message = row.text(4);
    attempt.retry_at = row.optional_time(5);
    attempt.failed_at = row.time(6);
    return attempt;
}

}  // namespace

Task<Result<void>> ConnectAttemptStore::put(ConnectAttempt attempt) {
    return run(database_, Access::of(attempt.workspace, attempt.user), put_sql,
               {attempt.workspace.value, attempt.user.value, attempt.integration.value,
                std::move(attempt.kind), std::move(attempt.message), nullable(attempt.retry_at),
                attempt.failed_at});
}

Task<Result<std::vector<ConnectAttempt>>> ConnectAttemptStore::list(WorkspaceId workspace,
                                                                    UserId user, Time since) {
    Params params{workspace.value, user.value, since};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace, user), list_sql, std::move(params)));
    co_return every(rows, attempt_of);
}

Task<Result<void>> ConnectAttemptStore::clear(Tx& tx, WorkspaceId workspace, UserId user,
                                              IntegrationId integration) {
    return run(tx, clear_sql, {workspace.value, user.value, integration.value});
}

Task<Result<std::int64_t>> ConnectAttemptStore::erase_before(Time before) {
    return count_changed(database_, Access::service(), erase_before_sql, {before}, Priority::bulk);
}

}  // namespace fairlead::storage
