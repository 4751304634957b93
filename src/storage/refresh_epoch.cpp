// SPDX-License-Identifier: Apache-2.0
#include "storage/refresh_epoch.h"

namespace fairlead::storage::refresh {
namespace {

constexpr Sql epoch_sql{
    "SELECT epoch FROM refresh_guard WHERE workspace_id = $1 AND connection_id = $2"};

}  // namespace

Task<Result<std::optional<std::int64_t>>> epoch_now(Tx& tx, WorkspaceId workspace,
                                                    ConnectionId connection) {
    Params params{workspace.value, connection.value};
    CO_TRY(const auto rows, co_await tx.run(epoch_sql, std::move(params)));
    std::optional<std::int64_t> epoch;
    if (!rows.empty()) epoch = rows.front().integer(0);
    co_return epoch;
}

}  // namespace fairlead::storage::refresh
