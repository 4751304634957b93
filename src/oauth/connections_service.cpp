// SPDX-License-Identifier: Apache-2.0
#include "oauth/connections_service.h"

#include "oauth/refusals.h"
#include "oauth/tokens.h"
#include "storage/token_times.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using storage::ConnectionStore;

constexpr std::chrono::hours keep_attempts_for{24};

Error several(const std::vector<Connection>& connections) {
    Error error{.code = Errc::conflict,
                .message = "Several connections fit. Name one by its id.",
                .reason = "several_connections"};
    for (const auto& connection : connections)
        error.faults.push_back({connection.id.text(), connection.account_name});
    return error;
}

LastAttempt attempt_of(const storage::ConnectAttempt& row, std::string provider) {
    return {std::move(provider), row.kind, row.message, row.retry_at, row.failed_at};
}

std::optional<Time> time_of(const std::map<ConnectionId, Time>& times, ConnectionId id) {
    const auto found = times.find(id);
    if (found == times.end()) return std::nullopt;
    return found->second;
}

}  // namespace

ConnectionsService::ConnectionsService(Services services)
    : services_(services),
      connections_(services.database),
      attempts_(services.database),
      settings_(services.database) {}

// --- looking ------------------------------------------------------------------------------------

Task<Result<Connection>> ConnectionsService::own(Caller caller, ConnectionId id) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(auto found, co_await connections_.find(caller.workspace, *caller.user, id));
    if (!found) co_return no_such_connection();
    co_return *std::move(found);
}

/// Whether its access token can be renewed. Asked only where the answer shows: when the token is
/// over, or soon will be.
Task<Result<bool>> ConnectionsService::can_refresh(const Connection& connection) {
    const bool is_live = connection.status == ConnectionStatus::connected;
    const auto now = services_.time.now();
    if (!is_live || !connection.expires_at || *connection.expires_at - now > std::chrono::hours{48})
        co_return true;
    const auto access = storage::Access::of(connection.workspace, connection.user);
    CO_TRY(const auto row, co_await connections_.find_for_token(access, connection.id));
    if (!row || !row->token) co_return false;
    if (row->token->has_refresh) co_return true;
    const auto client = co_await services_.integrations.find_issued(
        connection.workspace, connection.integration_id, connection.id);
    if (!client) co_return false;
    co_return (*client)->method().refresh.by == catalog::RefreshBy::access_token;
}

/// Its token is good until it runs out: nobody is disconnected for a file.
void ConnectionsService::show_orphan(ConnectionView& shown) {
    shown.health = ConnectionHealth::degraded;
    shown.reason = ConnectionReason::provider_config;
    shown.error_message =
        "Its platform is not set up here any more: an administrator took the provider away. The "
        "account works until its access runs out.";
    shown.next_refresh_at.reset();
}

Task<Result<ConnectionView>> ConnectionsService::view(const Connection& connection) {
    CO_TRY(const bool renewable, co_await can_refresh(connection));
    auto shown = view_of(connection, renewable, services_.time.now());
    CO_TRY(shown.on_disconnect, co_await on_disconnect(connection));
    if (shown.is_connected && !services_.integrations.catalog().summary(connection.provider))
        show_orphan(shown);
    co_return shown;
}

/// As Disconnector will decide it.
Task<Result<OnDisconnect>> ConnectionsService::on_disconnect(const Connection& connection) {
    if (connection.status == ConnectionStatus::disconnected) co_return OnDisconnect::not_offered;
    const auto client = co_await services_.integrations.find_issued(
        connection.workspace, connection.integration_id, connection.id);
    if (!client || !(*client)->method().revoke) co_return OnDisconnect::not_offered;
    if ((*client)->method().revoke->reach == catalog::RevokeReach::token)
        co_return OnDisconnect::revoked;
    CO_TRY(const auto live,
           co_await connections_.count_sharing(connection.workspace, connection.integration_id,
                                               connection.provider_account_id));
    co_return live > 1 ? OnDisconnect::kept_shared : OnDisconnect::revoked;
}

Task<Result<std::vector<LastAttempt>>> ConnectionsService::attempts_of(const Caller& caller) {
    const auto since = services_.clock.now() - keep_attempts_for;
    CO_TRY(const auto rows, co_await attempts_.list(caller.workspace, *caller.user, since));
    std::vector<LastAttempt> attempts;
    for (const auto& row : rows) {
        auto integration =
            co_await services_.integrations.find_row(caller.workspace, row.integration);
        if (integration) attempts.push_back(attempt_of(row, std::move(integration->key)));
    }
    co_return attempts;
}

Task<Result<ConnectionsService::Listing>> ConnectionsService::list(Caller caller,
                                                                   bool include_disconnected) {
    if (!caller.user) co_return no_user_named();
    const auto which = include_disconnected ? ConnectionStore::Disconnected::shown
                                            : ConnectionStore::Disconnected::hidden;
    CO_TRY(const auto rows, co_await connections_.list(caller.workspace, *caller.user, which));
    Listing listing;
    CO_TRY(listing.attempts, co_await attempts_of(caller));
    CO_TRY(const auto times,
           co_await storage::token_times(services_.database, caller.workspace, *caller.user));
    for (const auto& row : rows) {
        CO_TRY(auto shown, co_await view(row));
        shown.last_refreshed_at = time_of(times, row.id);
        const auto last =
            std::ranges::find(listing.attempts, row.integration, &LastAttempt::provider);
        if (last != listing.attempts.end()) shown.last_attempt = *last;
        listing.connections.push_back(std::move(shown));
    }
    co_return listing;
}

Task<Result<ConnectionView>> ConnectionsService::get(Caller caller, ConnectionId id) {
    CO_TRY(const auto connection, co_await own(caller, id));
    CO_TRY(auto shown, co_await view(connection));
    CO_TRY(const auto times,
           co_await storage::token_times(services_.database, caller.workspace, *caller.user));
    shown.last_refreshed_at = time_of(times, id);
    CO_TRY(const auto attempts, co_await attempts_of(caller));
    const auto last = std::ranges::find(attempts, connection.integration, &LastAttempt::provider);
    if (last != attempts.end()) shown.last_attempt = *last;
    co_return shown;
}

Task<Result<std::vector<Connection>>> ConnectionsService::live(const Caller& caller,
                                                               std::string provider) {
    CO_TRY(auto rows, co_await connections_.list(caller.workspace, *caller.user,
                                                 ConnectionStore::Disconnected::hidden));
    if (!provider.empty())
        std::erase_if(rows, [&](const auto& row) { return row.integration != provider; });
    co_return rows;
}

Task<Result<Connection>> ConnectionsService::find(Caller caller, std::string provider,
                                                  std::string account) {
    if (!caller.user) co_return no_user_named();
    if (const auto id = ConnectionId::parse(account)) {
        auto found = co_await own(caller, *id);
        if (found && (provider.empty() || found->integration == provider)) co_return found;
        if (!found && found.error().code != Errc::not_found) co_return found;
        if (found) co_return no_such_connection();
    }
    CO_TRY(auto rows, co_await live(caller, std::move(provider)));
    std::erase_if(rows, [&](const auto& row) { return row.provider_account_id != account; });
    if (rows.empty()) co_return no_such_connection();
    if (rows.size() > 1) co_return several(rows);
    co_return std::move(rows.front());
}

Task<Result<Connection>> ConnectionsService::find_only(Caller caller, std::string provider) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(auto rows, co_await live(caller, std::move(provider)));
    if (rows.empty()) co_return no_such_connection();
    if (rows.size() > 1) co_return several(rows);
    co_return std::move(rows.front());
}

// --- connect, disconnect and refresh ------------------------------------------------------------

Task<Result<Connection>> ConnectionsService::connect_by_form(Caller caller, ConnectAsk ask,
                                                             FormInput input) {
    co_return co_await services_.form.connect(std::move(caller), std::move(ask), std::move(input));
}

Task<Result<ConnectionsService::DisconnectAnswer>> ConnectionsService::disconnect(Caller caller,
                                                                                  ConnectionId id,
                                                                                  SyncedData data) {
    CO_TRY(const auto connection, co_await own(caller, id));
    DisconnectAsk ask;
    ask.workspace = caller.workspace;
    ask.user = caller.user;
    ask.connection = id;
    ask.actor = actor_of(caller);
    ask.data = data;
    CO_TRY(const auto done, co_await services_.disconnector.disconnect(std::move(ask)));
    const auto known = services_.integrations.catalog().summary(connection.provider);
    DisconnectAnswer answer;
    answer.grant = done.grant;
    answer.message = message_for(done, known ? known->name : connection.provider);
    const auto client =
        co_await services_.integrations.find(connection.workspace, connection.integration_id);
    const bool by_form = client && is_form((*client)->method().kind);
    if (done.grant == GrantFate::unsupported && by_form)
        answer.message = "Disconnected. What you typed in is erased here; delete it at " +
                         (known ? known->name : connection.provider) +
                         " as well if nothing else uses it.";
    co_return answer;
}

Task<Result<ConnectionsService::RefreshAnswer>> ConnectionsService::refresh(Caller caller,
                                                                            ConnectionId id) {
    CO_TRY(const auto connection, co_await own(caller, id));
    CO_TRY(const auto standing, co_await services_.form.standing(connection));
    RefreshAnswer answer;
    // More than to be taken is not asked of it here.
    answer.success =
        standing == FormConnect::Standing::good || standing == FormConnect::Standing::not_allowed;
    if (answer.success) co_return answer;
    RefreshAsk ask;
    ask.workspace = connection.workspace;
    ask.connection = id;
    ask.seen = connection.generation;
    ask.why = standing == FormConnect::Standing::refused ? Why::unauthorized : Why::asked;
    const auto patience = services_.refresher.engine().options.patience;
    CO_TRY(const auto outcome, co_await services_.refresher.refresh(ask, patience));
    CO_TRY(const auto token, token_or_error(*outcome));
    answer.success = std::holds_alternative<Refreshed>(*outcome);
    answer.expires_at = token.expires_at;
    if (const auto* still = std::get_if<StillGood>(outcome.get()))
        answer.message = still->why.message;
    else if (!answer.success)
        answer.message = "The platform has not answered. The present token still serves.";
    co_return answer;
}

}  // namespace fairlead::oauth
