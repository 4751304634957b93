// SPDX-License-Identifier: Apache-2.0
#include "oauth/access_refusal.h"

#include "oauth/refresh_records.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {

using storage::ConnectionStore;
using storage::Database;
using storage::Tx;

namespace {

constexpr auto refused = ConnectionReason::access_refused;

struct RefusedRow {
    Connection row;
    Time now{};
};

/// The connection as it stands, under its guard. None: it is gone, or not connected.
Task<Result<std::optional<RefusedRow>>> find_connected(Tx& tx, const Connection& known) {
    CO_TRY(const auto guard, co_await storage::refresh::lock(tx, known.workspace, known.id));
    CO_TRY(auto row, co_await ConnectionStore::find(tx, known.workspace, known.id));
    std::optional<RefusedRow> found;
    const bool is_connected = row && row->status == ConnectionStatus::connected;
    if (guard && is_connected) found = RefusedRow{*std::move(row), guard->now};
    co_return found;
}

Task<Result<void>> set_reason(Tx& tx, const RefusedRow& found, ConnectionReason reason) {
    CO_CHECK(co_await ConnectionStore::set_status(tx, found.row.workspace, found.row.id,
                                                  ConnectionStatus::connected, reason,
                                                  records::message_for(reason), found.now));
    co_return ok();
}

}  // namespace

Task<Result<void>> note_refused_access(ConnectServices services, Connection connection,
                                       std::int64_t generation) {
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto found, co_await find_connected(tx, connection));
        if (!found || found->row.generation != generation) co_return ok();
        if (found->row.reason == refused) co_return ok();
        CO_CHECK(co_await set_reason(tx, *found, refused));
        co_return co_await records::warned(tx, found->row, refused, found->now, services.random);
    };
    const auto access = storage::Access::of(connection.workspace);
    CO_CHECK(co_await services.database.transaction(access, body, storage::Priority::tokens));
    services.log.warning("A platform refuses the access token that it gave a moment ago.",
                         {{"connection", connection.id.text()}, {"provider", connection.provider}});
    co_return ok();
}

Task<Result<void>> note_taken_access(ConnectServices services, Connection connection) {
    if (connection.reason != refused) co_return ok();
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto found, co_await find_connected(tx, connection));
        if (!found || found->row.reason != refused) co_return ok();
        CO_CHECK(co_await set_reason(tx, *found, ConnectionReason::none));
        co_return co_await records::cleared(tx, found->row, found->now, services.random);
    };
    const auto access = storage::Access::of(connection.workspace);
    co_return co_await services.database.transaction(access, body, storage::Priority::tokens);
}

}  // namespace fairlead::oauth
