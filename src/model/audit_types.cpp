// SPDX-License-Identifier: Apache-2.0
#include "model/audit_types.h"

#include <algorithm>
#include <array>

namespace fairlead {
namespace {

constexpr std::array<std::string_view, 64> types{
    // Connecting an account, in the order in which it goes.
    "oauth_initiated",
    "oauth_completed",
    "oauth_failed",
    "token_exchanged",
    "token_refreshed",
    "token_refresh_failed",
    "disconnected",
    "token_revoked",
    "token_revoke_failed",
    "connect.state_replayed",
    "connect.user_mismatch",
    "connect.account_mismatch",
    "connect.provider_mismatch",
    "connect.link_created",
    "connect.finish_refused",
    "connect.abandoned",
    "connect.browser_mismatch",
    "connect.integration_mismatch",
    "connect.issuer_mismatch",
    "connect.state_rejected",
    "connect.configuration_changed",
    "connect.id_token_rejected",
    "connect.other_account",
    "connect.verifier_mismatch",
    "connection_changed",
    "connection_deleted",
    "connection_resumed",
    "vault_error",
    // What is done with a connection. Token reads and proxy calls are counted instead.
    "data_synced",
    "sync_failed",
    "action_run",
    "action_failed",
    "settings_changed",
    "member_app_stored",
    "member_app_removed",
    // People and programs.
    "setup_completed",
    "setup_refused",
    "login",
    "login_failed",
    "logout",
    "reauthenticated",
    "sessions_ended",
    "password_changed",
    "user_created",
    "user_changed",
    "user_erased",
    "api_key_created",
    "api_key_revoked",
    "access_denied",
    // The operator's.
    "integration_created",
    "integration_changed",
    "integration_deleted",
    "provider_created",
    "provider_changed",
    "provider_deleted",
    "configuration_changed",
    "key_rotated",
    "webhook_changed",
    "command_run",
    "data_exported",
    "backup_created",
    "backup_restored",
    "retention_applied",
    "audit_read",
};

}  // namespace

std::span<const std::string_view> audit_types() { return types; }

bool is_audit_type(std::string_view type) { return std::ranges::find(types, type) != types.end(); }

}  // namespace fairlead
