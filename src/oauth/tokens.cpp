// SPDX-License-Identifier: Apache-2.0
#include "oauth/tokens.h"

#include "oauth/refusals.h"
#include "vault/vault.h"

namespace fairlead::oauth {

using storage::TokenRow;

namespace {

Error disabled(const char* message) {
    Error error{Errc::conflict, message};
    error.reason = "integration_disabled";
    return error;
}

Error must_reconnect(std::string message) {
    if (message.empty()) message = "Please reconnect your account.";
    return Error{Errc::reconnect_required, std::move(message)};
}

/// A stored credential that does not open is the state of this one connection: told as such, so
/// that the caller learns what to do, and not as a fault of the server's that may pass.
Error vault_fault(Error error) {
    error.code = Errc::conflict;
    error.reason = "vault_error";
    return error;
}

/// What the engine found where a stored token does not open; `why` where it could not look.
Result<AccessToken> of_damaged(Result<AccessToken> newer, Error why) {
    if (newer) return newer;
    const Error& found = newer.error();
    const bool tells = found.code == Errc::reconnect_required || found.code == Errc::not_found;
    if (tells) return newer;
    return vault_fault(vault::is_vault_error(found) ? found : std::move(why));
}

/// What of the database the caller may see: with a user, nobody else's rows.
storage::Access access_of(const TokenAsk& ask) {
    return ask.user ? storage::Access::of(ask.workspace, *ask.user)
                    : storage::Access::of(ask.workspace);
}

/// What stands between the caller and the stored token, whatever that is.
Result<void> check_access(const std::optional<TokenRow>& row, const TokenAsk& ask) {
    if (!row || (ask.user && row->user != *ask.user)) return no_such_connection();
    if (ask.external_user && row->external_user != ask.external_user) return no_such_connection();
    if (!ask.integration.empty() && row->integration != ask.integration)
        return no_such_connection();
    if (row->user_disabled) {
        return Error{.code = Errc::forbidden,
                     .message = "This user is disabled.",
                     .reason = "user_disabled"};
    }
    if (!row->integration_enabled) return disabled("This integration is switched off.");
    if (!row->user_enabled) return disabled("You have switched this integration off.");
    switch (row->status) {
        case ConnectionStatus::connected: break;
        case ConnectionStatus::disconnected: return no_such_connection();
        case ConnectionStatus::pending:
            return Error{Errc::conflict, "The connection is not finished yet."};
        case ConnectionStatus::expired: return must_reconnect(row->error_message);
        case ConnectionStatus::error:
            if (row->reason == ConnectionReason::vault_error)
                return vault_fault(Error{Errc::conflict, row->error_message});
            return Error{Errc::conflict, row->error_message};
    }
    if (!row->token) return must_reconnect({});
    return ok();
}

}  // namespace

Task<Result<AccessToken>> Tokens::access_token(TokenAsk ask) {
    const auto theirs = access_of(ask);
    CO_TRY(const auto row, co_await engine_.connections.find_for_token(theirs, ask.connection));
    CO_CHECK(check_access(row, ask));
    const auto& stored = *row->token;
    const auto now = engine_.time.now();
    const bool usable = is_usable(stored.access_expires, stored.access_lifetime, now);
    const bool alive = !stored.access_expires || *stored.access_expires > now;
    std::optional<AccessToken> token;
    if (alive) {
        Result<Secret> access = Secret{};
        if (auto at_once = opened_at_once(*row)) {
            access = *std::move(at_once);
        } else {
            access = co_await opened(ask.workspace, *row);
        }
        if (!access && !vault::is_vault_error(access.error())) co_return access.error();
        if (!access) {
            // The engine looks under its lock: it finds a newer token, or marks the connection.
            auto newer = co_await refreshed(ask, stored.generation, Why::needed, std::move(token));
            co_return of_damaged(std::move(newer), std::move(access).error());
        }
        token = AccessToken{*std::move(access), stored.token_type, stored.access_expires,
                            row->scopes_granted, stored.generation};
    }
    if (!usable)
        co_return co_await refreshed(ask, stored.generation, Why::needed, std::move(token));
    audit_.count("token_read", ask.workspace, ask.key, ask.connection);
    co_return *std::move(token);
}

std::optional<AccessToken> Tokens::token_at_hand(const TokenAsk& ask) {
    const auto row = engine_.connections.find_for_token_now(access_of(ask), ask.connection);
    if (!row || !check_access(row, ask)) return std::nullopt;
    const auto& stored = *row->token;
    if (!is_usable(stored.access_expires, stored.access_lifetime, engine_.time.now()))
        return std::nullopt;
    auto access = opened_at_once(*row);
    if (!access) return std::nullopt;
    audit_.count("token_read", ask.workspace, ask.key, ask.connection);
    return AccessToken{*std::move(access), stored.token_type, stored.access_expires,
                       row->scopes_granted, stored.generation};
}

/// With the key that was read along with it.
std::optional<Secret> Tokens::opened_at_once(const TokenRow& row) const {
    const auto& stored = *row.token;
    if (!stored.key) return std::nullopt;
    const auto place = access_place(row.id, stored.consent, stored.generation);
    auto access = engine_.services.vault.open_using(*stored.key, place, stored.access_sealed);
    if (!access) return std::nullopt;
    return *std::move(access);
}

/// With a key that is looked up: the one that was read was replaced meanwhile, or is none.
Task<Result<Secret>> Tokens::opened(WorkspaceId workspace, const TokenRow& row) {
    const auto& stored = *row.token;
    auto place = access_place(row.id, stored.consent, stored.generation);
    auto owner = Owner::of(workspace, row.user);
    auto sealed = stored.access_sealed;
    co_return co_await engine_.services.vault.open(owner, std::move(place), std::move(sealed));
}

Task<Result<AccessToken>> Tokens::newer_token(TokenAsk ask, std::int64_t rejected) {
    const auto theirs = access_of(ask);
    CO_TRY(const auto row, co_await engine_.connections.find_for_token(theirs, ask.connection));
    CO_CHECK(check_access(row, ask));
    std::optional<AccessToken> none;
    co_return co_await refreshed(ask, rejected, Why::unauthorized, std::move(none));
}

/// A token in its last minute is better than none.
Task<Result<AccessToken>> Tokens::refreshed(TokenAsk ask, std::int64_t seen, Why why,
                                            std::optional<AccessToken> usable) {
    const RefreshAsk wish{ask.workspace, ask.connection, seen, why};
    const auto outcome = co_await refresher_.refresh(wish);
    Result<AccessToken> answer = outcome ? token_or_error(**outcome) : outcome.error();
    const bool over = usable && usable->expires_at && *usable->expires_at <= engine_.time.now();
    const bool final = !answer && (answer.error().code == Errc::reconnect_required ||
                                   answer.error().code == Errc::not_found);
    if (!answer && !final && usable && !over) answer = *std::move(usable);
    if (answer) audit_.count("token_read", ask.workspace, ask.key, ask.connection);
    co_return answer;
}

Result<AccessToken> token_or_error(const RefreshOutcome& outcome) {
    if (const auto* token = token_of(outcome)) return duplicate(*token);
    if (const auto* required = std::get_if<ReconnectRequired>(&outcome))
        return must_reconnect(required->message);
    if (const auto* good = std::get_if<StillGood>(&outcome)) return good->why;
    if (const auto* failed = std::get_if<RefreshFailed>(&outcome))
        return vault::is_vault_error(failed->error) ? vault_fault(failed->error) : failed->error;
    return Error{Errc::provider_failed,
                 "The last renewal of this connection got no answer. It may need to be "
                 "reconnected."};
}

}  // namespace fairlead::oauth
