// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"
#include "base/text.h"
#include "storage/set_back.h"

#include <algorithm>

namespace fairlead::app {
namespace {

constexpr int connections_a_page = 500;
constexpr int marked_at_once = 5000;

std::string line_of(const Connection& connection) {
    std::string line = connection.id.text() + "  " + to_text(connection.status);
    if (connection.reason != ConnectionReason::none) {
        line += std::string{" ("} + to_text(connection.reason) + ")";
    }
    line += "  " + connection.integration + "  " + printable(connection.provider_account_id, 60);
    if (connection.expires_at) line += "  token until " + to_rfc3339(*connection.expires_at);
    return line + "  generation " + std::to_string(connection.generation);
}

Task<Result<Connection>> find(Administered on, Administration::Arguments arguments) {
    CO_TRY(const std::string text, required(arguments, "id"));
    CO_TRY(const ConnectionId id, ConnectionId::parse(text));
    storage::ConnectionStore store{*on.base.database};
    CO_TRY(const auto found, co_await store.find(default_workspace, id));
    if (!found) co_return Error{Errc::not_found, "There is no such connection."};
    co_return *found;
}

/// The operator, acting for the connection's user.
Caller operator_for(const Connection& connection) {
    Caller caller;
    caller.kind = CallerKind::api_key;
    caller.workspace = connection.workspace;
    caller.user = connection.user;
    caller.role = Role::admin;
    caller.scopes = Scope::connections_read | Scope::connections_write;
    return caller;
}

Task<Result<std::string>> list_connections(Administered on, Administration::Arguments arguments) {
    const std::string status = option(arguments, "status", "");
    CO_TRY(const std::int64_t limit, parse_integer(option(arguments, "limit", "100")));
    storage::ConnectionStore store{*on.base.database};
    std::vector<std::string> lines;
    ConnectionId after;
    for (;;) {
        CO_TRY(const auto page,
               co_await store.list_all(default_workspace, after, connections_a_page));
        for (const Connection& connection : page) {
            if (!status.empty() && status != to_text(connection.status)) continue;
            if (std::ssize(lines) >= limit) co_return join(lines, "\n");
            lines.push_back(line_of(connection));
        }
        if (page.size() < connections_a_page) co_return join(lines, "\n");
        after = page.back().id;
    }
}

Task<Result<std::string>> show(Administered on, Administration::Arguments arguments) {
    CO_TRY(const Connection connection, co_await find(on, std::move(arguments)));
    std::string text = line_of(connection);
    text += "\naccount: " + printable(connection.account_name, 200);
    text += "\nuser: " + connection.user.text();
    text += "\nscopes: " + join(connection.scopes_granted, " ");
    if (!connection.scopes_missing.empty()) {
        text += "\nmissing: " + join(connection.scopes_missing, " ");
    }
    if (!connection.error_message.empty()) text += "\nsays: " + connection.error_message;
    if (connection.refresh_at) text += "\nnext refresh: " + to_rfc3339(*connection.refresh_at);
    co_return text;
}

Task<Result<std::string>> refresh(Administered on, Administration::Arguments arguments) {
    CO_TRY(const Connection connection, co_await find(on, std::move(arguments)));
    Caller caller = operator_for(connection);
    CO_TRY(const auto answer,
           co_await on.oauth.connections.refresh(std::move(caller), connection.id));
    if (!answer.success) co_return Error{Errc::provider_failed, answer.message};
    co_return "Refreshed; the token is good until " +
        (answer.expires_at ? to_rfc3339(*answer.expires_at) : std::string{"further notice"}) + ".";
}

Task<Result<std::string>> check(Administered on, Administration::Arguments arguments) {
    CO_TRY(Connection connection, co_await find(on, std::move(arguments)));
    CO_TRY(const auto checked, co_await on.oauth.checks.check(std::move(connection)));
    if (!checked.works())
        co_return Error{Errc::provider_failed, checked.message, checked.detail, nullptr,
                        checked.wait};
    co_return "It works: the platform answered in " +
        std::to_string(checked.latency.value_or(Milliseconds{0}).count()) + " ms.";
}

Task<Result<std::string>> disconnect(Administered on, Administration::Arguments arguments) {
    CO_TRY(const Connection connection, co_await find(on, std::move(arguments)));
    Caller caller = operator_for(connection);
    CO_TRY(const auto answer,
           co_await on.oauth.connections.disconnect(std::move(caller), connection.id));
    co_return answer.message;
}

Task<Result<std::string>> restored(Administered on, Administration::Arguments) {
    oauth::RefreshEngine& engine = on.oauth.refresher.engine();
    std::int64_t all = 0;
    for (;;) {
        CO_TRY(const std::int64_t marked,
               co_await storage::mark_set_back(*on.base.database, engine.self, marked_at_once));
        all += marked;
        if (marked < marked_at_once) break;
    }
    std::string subject = std::to_string(all);
    CO_CHECK(co_await record_act(on.audit, "backup_restored", std::move(subject)));
    co_return std::to_string(all) +
        " connections are careful now: a refresh token is presented again only when nothing can be "
        "lost by it.";
}

}  // namespace

void add_connection_commands(Administration& administration, Administered on) {
    using Arguments = Administration::Arguments;
    administration.add("connections.list", [on](Arguments arguments) {
        return list_connections(on, std::move(arguments));
    });
    administration.add("connections.show",
                       [on](Arguments arguments) { return show(on, std::move(arguments)); });
    administration.add("connections.refresh",
                       [on](Arguments arguments) { return refresh(on, std::move(arguments)); });
    administration.add("connections.check",
                       [on](Arguments arguments) { return check(on, std::move(arguments)); });
    administration.add("connections.restored",
                       [on](Arguments arguments) { return restored(on, std::move(arguments)); });
    administration.add("connections.disconnect",
                       [on](Arguments arguments) { return disconnect(on, std::move(arguments)); });
}

}  // namespace fairlead::app
