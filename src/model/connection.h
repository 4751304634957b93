// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "model/ids.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// SPEC A9, stored.
enum class ConnectionStatus : std::uint8_t { pending, connected, expired, error, disconnected };

/// SPEC A9, derived from the rest at the moment of asking.
enum class ConnectionHealth : std::uint8_t { ok, limited, expiring, degraded };

/// Why a connection is not well: a closed list, on the wire as written here.
enum class ConnectionReason : std::uint8_t {
    none,
    dead_refresh_token,    ///< the platform refused the refresh token
    lost_rotation,         ///< a rotated token was lost with a crash; only consent helps
    refresh_unknown,       ///< a refresh got no answer; its outcome is not known yet
    revoked,               ///< the user or an admin withdrew the grant at the platform
    no_refresh_token,      ///< the platform gave none and the access token is over
    vault_error,           ///< a stored credential does not open
    provider_config,       ///< the platform refused the integration's own client
    member_app_refused,    ///< the same of an app that the user brought
    provider_unavailable,  ///< the platform did not answer or answered wrongly
    identity_failed,       ///< tokens came, but who the account is did not
    access_refused,        ///< the platform refuses even an access token it gave a moment ago
    unfinished,            ///< waits for the application's backend to finish the connect
};

const char* to_text(ConnectionStatus status);
const char* to_text(ConnectionHealth health);
const char* to_text(ConnectionReason reason);
Result<ConnectionStatus> parse_connection_status(std::string_view text);
Result<ConnectionReason> parse_connection_reason(std::string_view text);

/// A user's account at an integration. Holds no credential.
struct Connection {
    ConnectionId id;
    WorkspaceId workspace;
    UserId user;
    IntegrationId integration_id;
    std::string integration;  ///< the integration's key
    std::string provider;
    std::string provider_account_id;  ///< "conn:<id>" where the platform names nobody
    std::string account_name;
    ConnectionStatus status = ConnectionStatus::pending;
    ConnectionReason reason = ConnectionReason::none;
    std::string error_message;  ///< for the user; empty when well
    std::vector<std::string> scopes_granted;
    std::vector<std::string> scopes_missing;
    std::map<std::string, std::string> vars;  ///< per-connection variables (data centre, instance)
    Json metadata;                            ///< typed by the provider
    Json custom_metadata;                     ///< the application's own
    std::optional<Time> expires_at;           ///< of the access token; database time
    std::optional<Time> refresh_at;           ///< when the sweep refreshes it
    std::int64_t generation = 0;              ///< number of the stored token; never goes back
    std::optional<Time> last_synced_at;
    Time created_at{};
    Time updated_at{};

    friend bool operator==(const Connection&, const Connection&) = default;
};

/// SPEC A9: what a caller is shown. An access token that is over, where nothing can renew it,
/// shows `expired` at once, whatever the row says.
ConnectionStatus shown_status(const Connection& connection, bool can_refresh, Time now);
ConnectionHealth health(const Connection& connection, bool can_refresh, Time now);

/// SPEC A10: a token may be handed out while now + min(60 s, 10 % of its lifetime) < expires_at.
/// `lifetime` unknown (zero) counts as 60 s of margin. No expiry: usable.
bool is_usable(std::optional<Time> expires_at, Milliseconds lifetime, Time now);

}  // namespace fairlead
