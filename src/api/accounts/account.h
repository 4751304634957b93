// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/model_enums.h"
#include "oauth/connection_view.h"

namespace fairlead::api {

/// A user's last failed attempt to connect an integration (SPEC A9).
struct FailedAttempt {
    std::string provider;
    std::string kind;
    std::string message;
    std::optional<Time> retry_at;
    Time failed_at;
};
BOOST_DESCRIBE_STRUCT(FailedAttempt, (), (provider, kind, message, retry_at, failed_at))

/// A connection as everybody is shown it (SPEC A6).
struct Account {
    ConnectionId id;
    std::string provider;
    std::string provider_account_id;
    std::string account_name;
    bool is_connected = false;
    ConnectionStatus status = ConnectionStatus::pending;
    ConnectionHealth health = ConnectionHealth::ok;
    ConnectionReason reason = ConnectionReason::none;
    std::optional<Time> expires_at;
    std::vector<std::string> scopes;
    std::vector<std::string> missing_scopes;
    Json metadata;         ///< typed by the provider
    Json custom_metadata;  ///< the application's own
    std::optional<Time> last_synced_at;
    std::optional<FailedAttempt> last_attempt;
    std::string error_message;
    std::optional<Time> last_refreshed_at;  ///< when its tokens came, by consent or refresh
    std::optional<Time> next_refresh_at;    ///< none: not by itself
    oauth::OnDisconnect on_disconnect = oauth::OnDisconnect::not_offered;
    Time created_at;
    Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, provider, provider_account_id, account_name, is_connected, status,
                       health, reason, expires_at, scopes, missing_scopes, metadata,
                       custom_metadata, last_synced_at, last_attempt, error_message,
                       last_refreshed_at, next_refresh_at, on_disconnect, created_at, updated_at))

FailedAttempt attempt_of(oauth::LastAttempt attempt);
Account account_of(oauth::ConnectionView view);

}  // namespace fairlead::api
