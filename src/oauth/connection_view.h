// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connection.h"

#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// A user's last failed attempt to connect (SPEC A9).
struct LastAttempt {
    std::string provider;  ///< the integration's key
    std::string kind;
    std::string message;
    std::optional<Time> retry_at;
    Time failed_at{};
};

/// What becomes of the grant at the platform when the account is let go now.
enum class OnDisconnect : std::uint8_t {
    revoked,
    kept_shared,  ///< to revoke it would end another live connection too
    not_offered,  ///< the platform cannot be told
};
BOOST_DESCRIBE_ENUM(OnDisconnect, revoked, kept_shared, not_offered)

/// A connection as SPEC A6 shows it. Never a token.
struct ConnectionView {
    ConnectionId id;
    std::string provider;  ///< the integration's key
    std::string provider_account_id;
    std::string account_name;
    bool is_connected = false;
    ConnectionStatus status = ConnectionStatus::pending;  ///< shown: an overdue one is expired
    ConnectionHealth health = ConnectionHealth::ok;
    ConnectionReason reason = ConnectionReason::none;
    std::optional<Time> expires_at;
    std::vector<std::string> scopes;
    std::vector<std::string> missing_scopes;
    Json metadata;         ///< typed by the provider
    Json custom_metadata;  ///< the application's own
    std::optional<Time> last_synced_at;
    std::optional<LastAttempt> last_attempt;  ///< of this user at this integration, 24 h
    std::string error_message;
    std::optional<Time> last_refreshed_at;  ///< when its tokens came, by consent or refresh
    std::optional<Time> next_refresh_at;    ///< none: not by itself
    OnDisconnect on_disconnect = OnDisconnect::not_offered;
    Time created_at{};
    Time updated_at{};
};

ConnectionView view_of(const Connection& connection, bool can_refresh, Time now);

}  // namespace fairlead::oauth
