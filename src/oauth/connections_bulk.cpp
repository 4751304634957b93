// SPDX-License-Identifier: Apache-2.0
// Many connections at once (SPEC A13).
#include "oauth/connections_service.h"

namespace fairlead::oauth {

namespace {

constexpr Milliseconds altogether{25'000};

Error too_many() {
    return Error{Errc::invalid,
                 "At most " + std::to_string(ConnectionsService::bulk_most) + " at once."};
}

Error not_reached() {
    return Error{Errc::timeout, "There was no time left for this one. Ask for it again."};
}

}  // namespace

Task<Result<ConnectionsService::BulkResult>> ConnectionsService::bulk_one(
    Caller caller, BulkAction action, ConnectionId id, SyncedData data, Milliseconds patience) {
    BulkResult result;
    result.connection = id;
    const auto connection = co_await own(caller, id);
    if (!connection) {
        result.error = connection.error();
        co_return result;
    }
    result.provider = connection->integration;
    if (action == BulkAction::disconnect) {
        const auto done = co_await disconnect(std::move(caller), id, data);
        if (!done) result.error = done.error();
        co_return result;
    }
    const auto done = co_await refresh_within(std::move(caller), id, patience);
    if (done)
        result.expires_at = done->expires_at;
    else
        result.error = done.error();
    co_return result;
}

Task<Result<std::vector<ConnectionsService::BulkResult>>> ConnectionsService::bulk(
    Caller caller, BulkAction action, std::vector<ConnectionId> connections, SyncedData data) {
    if (connections.size() > bulk_most) co_return too_many();
    if (action == BulkAction::link)
        co_return Error{Errc::invalid, "Links are made of what is to be connected."};
    std::vector<BulkResult> results;
    const auto began = services_.clock.boottime();
    for (const auto id : connections) {
        const auto spent = std::chrono::floor<Milliseconds>(services_.clock.boottime() - began);
        if (spent >= altogether) {
            BulkResult missed;
            missed.connection = id;
            missed.error = not_reached();
            results.push_back(std::move(missed));
            continue;
        }
        CO_TRY(auto result, co_await bulk_one(caller, action, id, data, altogether - spent));
        results.push_back(std::move(result));
    }
    co_return results;
}

Task<Result<ConnectionsService::BulkResult>> ConnectionsService::bulk_link(Caller caller,
                                                                           ConnectAsk ask) {
    BulkResult result;
    result.provider = ask.provider;
    result.connection = ask.connection;
    std::string no_challenge;
    auto link = co_await services_.connect.create_link(std::move(caller), std::move(ask),
                                                       std::move(no_challenge));
    if (link) {
        result.url = std::move(link->url);
        result.expires_at = link->expires_at;
    } else {
        result.error = link.error();
    }
    co_return result;
}

}  // namespace fairlead::oauth
