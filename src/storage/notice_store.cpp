// SPDX-License-Identifier: Apache-2.0
#include "storage/notice_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

constexpr Sql raise_sql{
    "INSERT INTO notices (id, workspace_id, user_id, connection_id, cause, message, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection_id, cause) DO NOTHING"};
constexpr Sql clear_sql{"DELETE FROM notices WHERE workspace_id = $1 AND connection_id = $2"};
constexpr Sql list_sql{
    "SELECT id, workspace_id, user_id, connection_id, cause, message, created_at FROM notices "
    "WHERE workspace_id = $1 AND user_id = $2 ORDER BY id DESC"};

Notice notice_of(const Row& row) {
    Notice notice;
    notice.id = row.id<NoticeId>(0);
    notice.workspace = row.id<WorkspaceId>(1);
    notice.user = row.id<UserId>(2);
    notice.connection = row.id<ConnectionId>(3);
    notice.cause = row.text(4);
    notice.message = row.text(5);
    notice.created_at = row.time(6);
    return notice;
}

}  // namespace

Task<Result<bool>> NoticeStore::raise(Tx& tx, Notice notice) {
    return changes_one(
        tx, raise_sql,
        {notice.id.value, notice.workspace.value, notice.user.value, notice.connection.value,
         std::move(notice.cause), std::move(notice.message), notice.created_at});
}

Task<Result<std::int64_t>> NoticeStore::clear(Tx& tx, WorkspaceId workspace,
                                              ConnectionId connection) {
    return count_changed(tx, clear_sql, {workspace.value, connection.value});
}

Task<Result<std::vector<Notice>>> NoticeStore::list(WorkspaceId workspace, UserId user) {
    Params params{workspace.value, user.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace, user), list_sql, std::move(params)));
    co_return every(rows, notice_of);
}

}  // namespace fairlead::storage
