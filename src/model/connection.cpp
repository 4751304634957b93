// SPDX-License-Identifier: Apache-2.0
#include "model/connection.h"

#include <algorithm>
#include <array>

namespace fairlead {

namespace {

template <class E>
struct Named {
    E value;
    const char* text;
};

constexpr std::array<Named<ConnectionStatus>, 5> statuses{{
    {ConnectionStatus::pending, "pending"},
    {ConnectionStatus::connected, "connected"},
    {ConnectionStatus::expired, "expired"},
    {ConnectionStatus::error, "error"},
    {ConnectionStatus::disconnected, "disconnected"},
}};

constexpr std::array<Named<ConnectionHealth>, 4> healths{{
    {ConnectionHealth::ok, "ok"},
    {ConnectionHealth::limited, "limited"},
    {ConnectionHealth::expiring, "expiring"},
    {ConnectionHealth::degraded, "degraded"},
}};

constexpr std::array<Named<ConnectionReason>, 13> reasons{{
    {ConnectionReason::none, "none"},
    {ConnectionReason::dead_refresh_token, "dead_refresh_token"},
    {ConnectionReason::lost_rotation, "lost_rotation"},
    {ConnectionReason::refresh_unknown, "refresh_unknown"},
    {ConnectionReason::revoked, "revoked"},
    {ConnectionReason::no_refresh_token, "no_refresh_token"},
    {ConnectionReason::vault_error, "vault_error"},
    {ConnectionReason::provider_config, "provider_config"},
    {ConnectionReason::member_app_refused, "member_app_refused"},
    {ConnectionReason::provider_unavailable, "provider_unavailable"},
    {ConnectionReason::identity_failed, "identity_failed"},
    {ConnectionReason::access_refused, "access_refused"},
    {ConnectionReason::unfinished, "unfinished"},
}};

template <class E, std::size_t N>
const char* name_of(const std::array<Named<E>, N>& all, E value) {
    for (const auto& named : all) {
        if (named.value == value) return named.text;
    }
    return "";
}

template <class E, std::size_t N>
Result<E> value_of(const std::array<Named<E>, N>& all, std::string_view text, const char* what) {
    for (const auto& named : all) {
        if (named.text == text) return named.value;
    }
    return Error{Errc::invalid, std::string{what} + " is not known."};
}

/// Tokens are handed out up to this long before they end, at most a tenth of their lifetime.
constexpr Milliseconds widest_margin = 60s;

/// How long before its end a token that nobody renews makes the connection `expiring`.
constexpr Milliseconds expiring_soon = std::chrono::hours{24};

}  // namespace

const char* to_text(ConnectionStatus status) { return name_of(statuses, status); }
const char* to_text(ConnectionHealth health) { return name_of(healths, health); }
const char* to_text(ConnectionReason reason) { return name_of(reasons, reason); }

Result<ConnectionStatus> parse_connection_status(std::string_view text) {
    return value_of(statuses, text, "The status");
}

Result<ConnectionReason> parse_connection_reason(std::string_view text) {
    return value_of(reasons, text, "The reason");
}

ConnectionStatus shown_status(const Connection& connection, bool can_refresh, Time now) {
    if (connection.status != ConnectionStatus::connected) return connection.status;
    const bool over = connection.expires_at && *connection.expires_at <= now;
    // What can be renewed and was merely not asked for is connected still; a reason says that
    // renewing failed, but for the one that says what came of it.
    const bool did_not_fail = connection.reason == ConnectionReason::none ||
                              connection.reason == ConnectionReason::access_refused;
    const bool renewable = can_refresh && did_not_fail;
    return over && !renewable ? ConnectionStatus::expired : ConnectionStatus::connected;
}

ConnectionHealth health(const Connection& connection, bool can_refresh, Time now) {
    const auto shown = shown_status(connection, can_refresh, now);
    if (shown != ConnectionStatus::connected) return ConnectionHealth::degraded;
    if (connection.reason != ConnectionReason::none) return ConnectionHealth::degraded;
    // Over, although it could be refreshed: the platform keeps us from it.
    if (connection.expires_at && *connection.expires_at <= now) return ConnectionHealth::degraded;
    const bool ends_soon =
        !can_refresh && connection.expires_at && *connection.expires_at - now <= expiring_soon;
    if (ends_soon) return ConnectionHealth::expiring;
    if (!connection.scopes_missing.empty()) return ConnectionHealth::limited;
    return ConnectionHealth::ok;
}

bool is_usable(std::optional<Time> expires_at, Milliseconds lifetime, Time now) {
    if (!expires_at) return true;
    const auto tenth = lifetime / 10;
    const auto margin = lifetime > 0ms ? std::min(widest_margin, tenth) : widest_margin;
    return now + margin < *expires_at;
}

}  // namespace fairlead
