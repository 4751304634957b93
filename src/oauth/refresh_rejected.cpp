// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_rejected.h"

#include "oauth/refresh_records.h"
#include "oauth/refresh_ticket.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {

using storage::ConnectionStore;
namespace rows = storage::refresh;

ConnectionReason reason_of_rejection(const catalog::RefreshRules& rules) {
    return rules.by == catalog::RefreshBy::none ? ConnectionReason::revoked
                                                : ConnectionReason::no_refresh_token;
}

Task<Result<bool>> expire_rejected(storage::Tx& tx, WorkspaceId workspace, ConnectionId connection,
                                   std::int64_t rejected, catalog::RefreshRules rules,
                                   Random& random) {
    CO_TRY(const auto guard, co_await rows::lock(tx, workspace, connection));
    CO_TRY(const auto row, co_await ConnectionStore::find(tx, workspace, connection));
    if (!guard || !row || row->status != ConnectionStatus::connected) co_return false;
    CO_TRY(const auto tokens, co_await rows::read_tokens(tx, workspace, connection));
    if (!tokens || tokens->generation != rejected || tokens->access_expires) co_return false;
    if (has_credential(rules, *tokens)) co_return false;
    const auto reason = reason_of_rejection(rules);
    auto message = records::message_for(reason);
    CO_CHECK(co_await ConnectionStore::set_status(tx, workspace, connection,
                                                  ConnectionStatus::expired, reason,
                                                  std::move(message), guard->now));
    CO_CHECK(co_await ConnectionStore::set_refresh_at(tx, workspace, connection, std::nullopt));
    CO_CHECK(co_await records::expired(tx, *row, reason, guard->now, random));
    co_return true;
}

}  // namespace fairlead::oauth
