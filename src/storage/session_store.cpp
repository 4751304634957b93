// SPDX-License-Identifier: Apache-2.0
#include "storage/session_store.h"

#include "storage/columns.h"
#include "storage/statements.h"
#include "storage/user_row.h"

namespace fairlead::storage {

namespace {

#define SESSION_COLUMNS                                                                      \
    "s.id, s.workspace_id, s.user_id, s.token_hash, s.address, s.user_agent, s.created_at, " \
    "s.proven_at, s.last_seen_at, s.expires_at"
constexpr std::size_t session_columns = 10;

constexpr Sql insert_sql{
    "INSERT INTO sessions (id, workspace_id, user_id, token_hash, address, user_agent, "
    "created_at, proven_at, last_seen_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Sql find_sql{"SELECT " SESSION_COLUMNS ", " FAIRLEAD_USER_COLUMNS
                       " FROM sessions s JOIN users u ON u.id = s.user_id "
                       "WHERE s.token_hash = $1"};
constexpr Sql list_sql{"SELECT " SESSION_COLUMNS
                       " FROM sessions s WHERE s.workspace_id = $1 AND s.user_id = $2 "
                       "ORDER BY s.id DESC"};
constexpr Sql touch_sql{
    "UPDATE sessions SET last_seen_at = $3 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql prove_sql{
    "UPDATE sessions SET proven_at = $3, last_seen_at = $3 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql erase_sql{"DELETE FROM sessions WHERE workspace_id = $1 AND id = $2"};
constexpr Sql erase_of_sql{
    "DELETE FROM sessions WHERE workspace_id = $1 AND user_id = $2 AND id <> $3"};
constexpr Sql erase_over_sql{"DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at < $2"};

Session session_of(const Row& row) {
    Session session;
    session.id = row.id<SessionId>(0);
    session.workspace = row.id<WorkspaceId>(1);
    session.user = row.id<UserId>(2);
    session.token_hash = row.text(3);
    session.address = row.text(4);
    session.user_agent = row.text(5);
    session.created_at = row.time(6);
    session.proven_at = row.time(7);
    session.last_seen_at = row.time(8);
    session.expires_at = row.time(9);
    return session;
}

}  // namespace

Task<Result<void>> SessionStore::insert(Session session) {
    return run(database_, Access::of(session.workspace, session.user), insert_sql,
               {session.id.value, session.workspace.value, session.user.value,
                Bytes{std::move(session.token_hash)}, std::move(session.address),
                std::move(session.user_agent), session.created_at, session.proven_at,
                session.last_seen_at, session.expires_at});
}

Task<Result<std::optional<SessionStore::Found>>> SessionStore::find_by_token_hash(
    std::string token_hash) {
    Params params{Bytes{std::move(token_hash)}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), find_sql, std::move(params)));
    co_return first(
        rows, [](const Row& row) { return Found{session_of(row), user_of(row, session_columns)}; });
}

Task<Result<std::vector<Session>>> SessionStore::list(WorkspaceId workspace, UserId user) {
    Params params{workspace.value, user.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace, user), list_sql, std::move(params)));
    co_return every(rows, session_of);
}

Task<Result<bool>> SessionStore::touch(WorkspaceId workspace, SessionId id, Time now) {
    return changes_one(database_, Access::of(workspace), touch_sql,
                       {workspace.value, id.value, now});
}

Task<Result<bool>> SessionStore::prove(WorkspaceId workspace, SessionId id, Time now) {
    return changes_one(database_, Access::of(workspace), prove_sql,
                       {workspace.value, id.value, now});
}

Task<Result<bool>> SessionStore::erase(WorkspaceId workspace, SessionId id) {
    return changes_one(database_, Access::of(workspace), erase_sql, {workspace.value, id.value});
}

Task<Result<std::int64_t>> SessionStore::erase_of(WorkspaceId workspace, UserId user,
                                                  SessionId except) {
    return count_changed(database_, Access::of(workspace, user), erase_of_sql,
                         {workspace.value, user.value, except.value});
}

Task<Result<std::int64_t>> SessionStore::erase_over(Time now, Time idle_before) {
    return count_changed(database_, Access::service(), erase_over_sql, {now, idle_before},
                         Priority::bulk);
}

}  // namespace fairlead::storage
