// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/postgres_use.h"

namespace fairlead::storage {

namespace {

constexpr auto name_session = "SET application_name = 'fairlead-copy'";
/// Whoever is connected says so at once; who comes through a pooler is known by the heartbeat
/// alone, and is dead when it was missed for as long as the nodes' registry says.
constexpr auto signs_of_life =
    "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = 'fairlead' AND pid <> pg_backend_pid()), "
    "(SELECT string_agg(host, ', ' ORDER BY started) FROM nodes "
    "WHERE seen > CAST(extract(epoch from clock_timestamp()) * 1000 AS bigint) - 12000)";
constexpr auto wait_a_little = "SELECT 1 FROM pg_sleep(0.1)";
constexpr int looks_while_connected = 30;
constexpr int looks = 130;

}  // namespace

Result<PostgresUse> PostgresUse::open(const Secret& address) {
    TRY(auto session, PostgresSession::open(address));
    CHECK_OK(session.execute(name_session));
    return PostgresUse{std::move(session)};
}

Result<void> PostgresUse::refuse_if_used() {
    std::string hosts;
    for (int look = 0; look < looks; ++look) {
        TRY(const auto rows, session_.run(signs_of_life));
        const bool is_connected = rows.front().integer(0) > 0;
        hosts = rows.front().optional_text(1).value_or("");
        if (!is_connected && hosts.empty()) return ok();
        if (is_connected && look >= looks_while_connected) break;
        CHECK_OK(session_.run(wait_a_little));
    }
    return Error{Errc::conflict, "The database " + session_.place() +
                                     " is in use: a server is connected to it" +
                                     (hosts.empty() ? "" : " (" + hosts + ")") +
                                     ". Stop every node that uses it, then copy again."};
}

}  // namespace fairlead::storage
