// SPDX-License-Identifier: Apache-2.0
#include "storage/user_store.h"

#include "base/text.h"
#include "storage/columns.h"
#include "storage/statements.h"
#include "storage/user_row.h"

namespace fairlead::storage {

namespace {

constexpr Sql find_sql{"SELECT " FAIRLEAD_USER_COLUMNS
                       " FROM users u WHERE u.workspace_id = $1 AND u.id = $2"};
constexpr Sql find_external_sql{"SELECT " FAIRLEAD_USER_COLUMNS
                                " FROM users u WHERE u.workspace_id = $1 AND u.external_id = $2"};
constexpr Sql find_login_sql{
    "SELECT " FAIRLEAD_USER_COLUMNS
    ", u.password_hash FROM users u WHERE u.workspace_id = $1 AND u.email = $2"};
constexpr Sql insert_sql{
    "INSERT INTO users (id, workspace_id, external_id, email, password_hash, role, disabled, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
// An update that changes nothing, so that the row that is there already is answered too.
constexpr Sql ensure_sql{
    "INSERT INTO users (id, workspace_id, external_id, role, disabled, created_at) "
    "VALUES ($1, $2, $3, 'member', FALSE, $4) "
    "ON CONFLICT (workspace_id, external_id) DO UPDATE SET external_id = excluded.external_id "
    "RETURNING id, workspace_id, external_id, email, role, disabled, created_at"};
constexpr Sql set_password_sql{
    "UPDATE users SET password_hash = $3 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql replace_password_sql{
    "UPDATE users SET password_hash = $3 "
    "WHERE workspace_id = $1 AND id = $2 AND password_hash = $4"};
constexpr Sql set_role_sql{"UPDATE users SET role = $3 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql set_disabled_sql{
    "UPDATE users SET disabled = $3 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql erase_sql{"DELETE FROM users WHERE workspace_id = $1 AND id = $2"};
constexpr Sql list_sql{
    "SELECT " FAIRLEAD_USER_COLUMNS
    " FROM users u WHERE u.workspace_id = $1 AND u.id > $2 ORDER BY u.id LIMIT $3"};

const char* text_of_role(Role role) { return role == Role::admin ? "admin" : "member"; }

User plain_user_of(const Row& row) { return user_of(row); }

}  // namespace

User user_of(const Row& row, std::size_t column) {
    User user;
    user.id = row.id<UserId>(column);
    user.workspace = row.id<WorkspaceId>(column + 1);
    user.external_id = row.optional_text(column + 2);
    user.email = row.optional_text(column + 3);
    user.role = row.bytes(column + 4) == "admin" ? Role::admin : Role::member;
    user.disabled = row.boolean(column + 5);
    user.created_at = row.time(column + 6);
    return user;
}

Task<Result<std::optional<User>>> UserStore::find(WorkspaceId workspace, UserId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_sql, std::move(params)));
    co_return first(rows, plain_user_of);
}

Task<Result<std::optional<User>>> UserStore::find_by_external_id(WorkspaceId workspace,
                                                                 std::string external_id) {
    Params params{workspace.value, std::move(external_id)};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_external_sql, std::move(params)));
    co_return first(rows, plain_user_of);
}

Task<Result<User>> UserStore::ensure_external(WorkspaceId workspace, std::string external_id,
                                              UserId fresh, Time now) {
    CO_TRY(auto known, co_await find_by_external_id(workspace, external_id));
    if (known) co_return *std::move(known);
    Params params{fresh.value, workspace.value, std::move(external_id), now};
    CO_TRY(const auto rows,
           co_await database_.write(Access::of(workspace), ensure_sql, std::move(params)));
    co_return user_of(rows.front());
}

Task<Result<std::optional<UserStore::Login>>> UserStore::find_login(WorkspaceId workspace,
                                                                    std::string email) {
    Params params{workspace.value, to_lower(email)};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_login_sql, std::move(params)));
    co_return first(rows, [](const Row& row) {
        return Login{user_of(row), row.optional_text(7).value_or("")};
    });
}

Task<Result<void>> UserStore::insert(User user, std::string password_hash) {
    const auto access = Access::of(user.workspace);
    std::optional<std::string> email;
    if (user.email) email = to_lower(*user.email);
    std::optional<std::string> hash;
    if (!password_hash.empty()) hash = std::move(password_hash);
    Params params{user.id.value,   user.workspace.value, nullable(user.external_id),
                  nullable(email), nullable(hash),       std::string{text_of_role(user.role)},
                  user.disabled,   user.created_at};
    CO_CHECK(co_await database_.write(access, insert_sql, std::move(params)));
    co_return ok();
}

Task<Result<bool>> UserStore::set_password(WorkspaceId workspace, UserId id,
                                           std::string password_hash) {
    return changes_one(database_, Access::of(workspace), set_password_sql,
                       {workspace.value, id.value, std::move(password_hash)});
}

Task<Result<bool>> UserStore::replace_password(WorkspaceId workspace, UserId id,
                                               std::string old_hash, std::string password_hash) {
    return changes_one(database_, Access::of(workspace), replace_password_sql,
                       {workspace.value, id.value, std::move(password_hash), std::move(old_hash)});
}

Task<Result<bool>> UserStore::set_role(WorkspaceId workspace, UserId id, Role role) {
    return changes_one(database_, Access::of(workspace), set_role_sql,
                       {workspace.value, id.value, std::string{text_of_role(role)}});
}

Task<Result<bool>> UserStore::set_disabled(WorkspaceId workspace, UserId id, bool disabled) {
    return changes_one(database_, Access::of(workspace), set_disabled_sql,
                       {workspace.value, id.value, disabled});
}

Task<Result<bool>> UserStore::erase(WorkspaceId workspace, UserId id) {
    return changes_one(database_, Access::of(workspace), erase_sql, {workspace.value, id.value});
}

Task<Result<std::vector<User>>> UserStore::list(WorkspaceId workspace, UserId after, int limit) {
    Params params{workspace.value, after.value, std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), list_sql, std::move(params)));
    co_return every(rows, plain_user_of);
}

}  // namespace fairlead::storage
