// SPDX-License-Identifier: Apache-2.0
#include "storage/token_times.h"

namespace fairlead::storage {

namespace {

constexpr Sql token_times_sql{
    "SELECT id, token_written_at FROM connections "
    "WHERE workspace_id = $1 AND user_id = $2 AND token_written_at IS NOT NULL"};

}  // namespace

Task<Result<std::map<ConnectionId, Time>>> token_times(Database& database, WorkspaceId workspace,
                                                       UserId user) {
    Params params{workspace.value, user.value};
    const auto access = Access::of(workspace, user);
    CO_TRY(const auto rows, co_await database.read(access, token_times_sql, std::move(params)));
    std::map<ConnectionId, Time> times;
    for (const Row& row : rows) times.emplace(row.id<ConnectionId>(0), row.time(1));
    co_return times;
}

}  // namespace fairlead::storage
