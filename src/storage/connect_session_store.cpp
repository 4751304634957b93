// SPDX-License-Identifier: Apache-2.0
#include "storage/connect_session_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

#define SESSION_COLUMNS                                                                          \
    "id, workspace_id, user_id, token_hash, request, finish_challenge, created_at, expires_at, " \
    "opened_at"

constexpr Sql insert_sql{
    "INSERT INTO connect_sessions (id, workspace_id, user_id, token_hash, request, "
    "finish_challenge, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Sql find_sql{"SELECT " SESSION_COLUMNS
                       " FROM connect_sessions WHERE workspace_id = $1 AND id = $2"};
constexpr Sql find_by_hash_sql{"SELECT " SESSION_COLUMNS
                               " FROM connect_sessions WHERE token_hash = $1"};
constexpr Sql open_sql{
    "UPDATE connect_sessions SET opened_at = $2 "
    "WHERE token_hash = $1 AND opened_at IS NULL AND expires_at > $2 RETURNING " SESSION_COLUMNS};
constexpr Sql put_result_sql{
    "INSERT INTO connect_results (session_id, workspace_id, sealed, details, created_at) "
    "VALUES ($1, $2, $3, $4, $5)"};
constexpr Sql take_result_sql{
    "DELETE FROM connect_results WHERE workspace_id = $1 AND session_id = $2 "
    "RETURNING session_id, workspace_id, sealed, details, created_at"};
constexpr Sql abandoned_sql{
    "SELECT r.session_id, r.workspace_id, r.sealed, r.details, r.created_at "
    "FROM connect_results r JOIN connect_sessions s ON s.id = r.session_id "
    "WHERE s.expires_at < $1 ORDER BY s.expires_at LIMIT $2"};
constexpr Sql erase_over_sql{
    "DELETE FROM connect_sessions WHERE expires_at < $1 "
    "AND NOT EXISTS (SELECT 1 FROM connect_results r WHERE r.session_id = connect_sessions.id)"};

ConnectSession session_of(const Row& row) {
    ConnectSession session;
    session.id = row.id<ConnectSessionId>(0);
    session.workspace = row.id<WorkspaceId>(1);
    session.user = row.id<UserId>(2);
    session.token_hash = row.text(3);
    session.request = row.json(4);
    session.finish_challenge = row.optional_text(5);
    session.created_at = row.time(6);
    session.expires_at = row.time(7);
    session.opened_at = row.optional_time(8);
    return session;
}

ConnectResult result_of(const Row& row) {
    ConnectResult result;
    result.session = row.id<ConnectSessionId>(0);
    result.workspace = row.id<WorkspaceId>(1);
    result.sealed = row.text(2);
    result.details = row.json(3);
    result.created_at = row.time(4);
    return result;
}

}  // namespace

Task<Result<void>> ConnectSessionStore::insert(Tx& tx, ConnectSession session) {
    return run(tx, insert_sql,
               {session.id.value, session.workspace.value, session.user.value,
                Bytes{std::move(session.token_hash)}, std::move(session.request),
                nullable(session.finish_challenge), session.created_at, session.expires_at});
}

Task<Result<std::optional<ConnectSession>>> ConnectSessionStore::find(WorkspaceId workspace,
                                                                      ConnectSessionId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_sql, std::move(params)));
    co_return first(rows, session_of);
}

Task<Result<std::optional<ConnectSession>>> ConnectSessionStore::find_by_token_hash(
    std::string token_hash) {
    Params params{Bytes{std::move(token_hash)}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), find_by_hash_sql, std::move(params)));
    co_return first(rows, session_of);
}

Task<Result<std::optional<ConnectSession>>> ConnectSessionStore::open(std::string token_hash,
                                                                      Time now) {
    Params params{Bytes{std::move(token_hash)}, now};
    CO_TRY(const auto rows,
           co_await database_.write(Access::service(), open_sql, std::move(params)));
    co_return first(rows, session_of);
}

Task<Result<void>> ConnectSessionStore::put_result(Tx& tx, ConnectResult result) {
    return run(tx, put_result_sql,
               {result.session.value, result.workspace.value, Bytes{std::move(result.sealed)},
                std::move(result.details), result.created_at});
}

Task<Result<std::optional<ConnectResult>>> ConnectSessionStore::take_result(Tx& tx,
                                                                            WorkspaceId workspace,
                                                                            ConnectSessionId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows, co_await tx.run(take_result_sql, std::move(params)));
    co_return first(rows, result_of);
}

Task<Result<std::vector<ConnectResult>>> ConnectSessionStore::abandoned(Time before, int limit) {
    Params params{before, std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), abandoned_sql, std::move(params)));
    co_return every(rows, result_of);
}

Task<Result<std::int64_t>> ConnectSessionStore::erase_over(Time before) {
    return count_changed(database_, Access::service(), erase_over_sql, {before}, Priority::bulk);
}

}  // namespace fairlead::storage
