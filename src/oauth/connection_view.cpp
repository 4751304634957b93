// SPDX-License-Identifier: Apache-2.0
#include "oauth/connection_view.h"

namespace fairlead::oauth {

ConnectionView view_of(const Connection& connection, bool can_refresh, Time now) {
    ConnectionView view;
    view.id = connection.id;
    view.provider = connection.integration;
    view.provider_account_id = connection.provider_account_id;
    view.account_name = connection.account_name;
    view.status = shown_status(connection, can_refresh, now);
    view.is_connected = view.status == ConnectionStatus::connected;
    view.health = health(connection, can_refresh, now);
    view.reason = connection.reason;
    const bool ran_out = view.status == ConnectionStatus::expired &&
                         connection.status == ConnectionStatus::connected;
    if (ran_out && view.reason == ConnectionReason::none)
        view.reason = ConnectionReason::no_refresh_token;
    view.expires_at = connection.expires_at;
    view.scopes = connection.scopes_granted;
    view.missing_scopes = connection.scopes_missing;
    view.metadata = connection.metadata;
    view.custom_metadata = connection.custom_metadata;
    view.last_synced_at = connection.last_synced_at;
    view.error_message = connection.error_message;
    if (view.is_connected) view.next_refresh_at = connection.refresh_at;
    view.created_at = connection.created_at;
    view.updated_at = connection.updated_at;
    return view;
}

}  // namespace fairlead::oauth
