// SPDX-License-Identifier: Apache-2.0
#include "storage/people_store.h"

#include "storage/columns.h"
#include "storage/statements.h"
#include "storage/user_row.h"

namespace fairlead::storage {

namespace {

// Whoever signs in does so with an e-mail address, and few have one: its index passes over the
// application's own users, of whom there may be millions.
#define WHO_CAN_SIGN_IN                                                                         \
    "SELECT 1 FROM users WHERE workspace_id = $1 AND email > '' AND password_hash IS NOT NULL " \
    "AND disabled = FALSE "
constexpr Sql anybody_sql{WHO_CAN_SIGN_IN "LIMIT 1"};
// Two who take each other's role away at once must not both find the other still there: on
// PostgreSQL the second waits here, and then sees what the first did.
constexpr Sql admin_sql{WHO_CAN_SIGN_IN "AND role = 'admin' LIMIT 1",
                        WHO_CAN_SIGN_IN "AND role = 'admin' FOR UPDATE"};
constexpr Sql change_sql{
    "UPDATE users SET role = coalesce($3, role), disabled = coalesce($4, disabled) "
    "WHERE workspace_id = $1 AND id = $2"};
constexpr Sql find_sql{"SELECT " FAIRLEAD_USER_COLUMNS
                       " FROM users u WHERE u.workspace_id = $1 AND u.id = $2"};

Error last_admin() {
    return Error{.code = Errc::conflict,
                 .message =
                     "This is the last administrator who can sign in. Make somebody else an "
                     "administrator first.",
                 .reason = "last_admin"};
}

Task<Result<bool>> has_admin(Tx& tx, WorkspaceId workspace) {
    Params params{workspace.value};
    CO_TRY(const auto rows, co_await tx.run(admin_sql, std::move(params)));
    co_return !rows.empty();
}

Task<Result<User>> change_in(Tx& tx, WorkspaceId workspace, UserId id, PeopleStore::Change change) {
    std::optional<std::string> role;
    if (change.role) role = *change.role == Role::admin ? "admin" : "member";
    CO_TRY(const bool had_admin, co_await has_admin(tx, workspace));
    Params wanted{workspace.value, id.value, nullable(role), nullable(change.disabled)};
    CO_TRY(const bool found, co_await changes_one(tx, change_sql, std::move(wanted)));
    if (!found) co_return Error{Errc::not_found, "There is no such user."};
    CO_TRY(const bool still_has_admin, co_await has_admin(tx, workspace));
    if (had_admin && !still_has_admin) co_return last_admin();
    Params named{workspace.value, id.value};
    CO_TRY(const auto rows, co_await tx.run(find_sql, std::move(named)));
    co_return user_of(rows.front());
}

}  // namespace

Task<Result<bool>> PeopleStore::is_anybody_there(WorkspaceId workspace) {
    Params params{workspace.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), anybody_sql, std::move(params)));
    co_return !rows.empty();
}

Task<Result<User>> PeopleStore::change(WorkspaceId workspace, UserId id, Change change) {
    User changed;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(changed, co_await change_in(tx, workspace, id, change));
        co_return ok();
    };
    CO_CHECK(co_await database_.transaction(Access::of(workspace), body));
    co_return changed;
}

}  // namespace fairlead::storage
