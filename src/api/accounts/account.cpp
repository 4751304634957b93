// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/account.h"

namespace fairlead::api {

FailedAttempt attempt_of(oauth::LastAttempt attempt) {
    return {.provider = std::move(attempt.provider),
            .kind = std::move(attempt.kind),
            .message = std::move(attempt.message),
            .retry_at = attempt.retry_at,
            .failed_at = attempt.failed_at};
}

Account account_of(oauth::ConnectionView view) {
    Account account{.id = view.id,
                    .provider = std::move(view.provider),
                    .provider_account_id = std::move(view.provider_account_id),
                    .account_name = std::move(view.account_name),
                    .is_connected = view.is_connected,
                    .status = view.status,
                    .health = view.health,
                    .reason = view.reason,
                    .expires_at = view.expires_at,
                    .scopes = std::move(view.scopes),
                    .missing_scopes = std::move(view.missing_scopes),
                    .metadata = std::move(view.metadata),
                    .custom_metadata = std::move(view.custom_metadata),
                    .last_synced_at = view.last_synced_at,
                    .last_attempt = {},
                    .error_message = std::move(view.error_message),
                    .last_refreshed_at = view.last_refreshed_at,
                    .next_refresh_at = view.next_refresh_at,
                    .on_disconnect = view.on_disconnect,
                    .created_at = view.created_at,
                    .updated_at = view.updated_at};
    if (view.last_attempt) account.last_attempt = attempt_of(*std::move(view.last_attempt));
    return account;
}

}  // namespace fairlead::api
