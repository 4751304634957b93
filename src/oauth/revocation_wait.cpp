// SPDX-License-Identifier: Apache-2.0
#include "oauth/revocation_wait.h"

#include "base/async.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {

namespace {

constexpr std::int64_t least_pause = 50;
constexpr std::uint64_t more_pause = 200;

/// A revocation holds the lease of a connection that has no journal key any more.
Task<Result<bool>> is_revoking(storage::RefreshStore& refreshes, WorkspaceId workspace,
                               ConnectionId connection) {
    CO_TRY(const auto guard, co_await refreshes.find_guard(workspace, connection));
    const bool was_let_go = guard && !guard->journal_key;
    co_return was_let_go && guard->lease && guard->lease->until > guard->now;
}

Task<Result<std::vector<ConnectionId>>> let_go_of(ConnectContext& context, const FlowState& flow) {
    storage::ConnectionStore connections{context.services.database};
    CO_TRY(const auto all,
           co_await connections.list(flow.workspace, flow.user,
                                     storage::ConnectionStore::Disconnected::shown));
    std::vector<ConnectionId> ids;
    for (const auto& each : all)
        if (each.integration_id == flow.integration_id &&
            each.status == ConnectionStatus::disconnected)
            ids.push_back(each.id);
    co_return ids;
}

}  // namespace

Task<Result<void>> wait_for_revocations(ConnectContext& context, const FlowState& flow,
                                        const catalog::AuthMethod& method) {
    if (!method.revoke || method.revoke->reach == catalog::RevokeReach::token) co_return ok();
    const auto& services = context.services;
    CO_TRY(const auto ids, co_await let_go_of(context, flow));
    storage::RefreshStore refreshes{services.database};
    const auto end = services.clock.boottime() + context.options.revocation_patience;
    for (const auto id : ids) {
        while (services.clock.boottime() < end) {
            CO_TRY(const bool busy, co_await is_revoking(refreshes, flow.workspace, id));
            if (!busy) break;
            const Milliseconds pause{least_pause + services.random.below(more_pause)};
            CO_CHECK(co_await sleep_for(pause));
        }
    }
    co_return ok();
}

}  // namespace fairlead::oauth
