// SPDX-License-Identifier: Apache-2.0
#include "oauth/completion.h"

#include "oauth/code_exchange.h"
#include "oauth/id_token_check.h"
#include "oauth/introspection.h"
#include "oauth/lookup.h"
#include "oauth/revocation_wait.h"
#include "oauth/revoke_call.h"
#include "oauth/verifier_exchange.h"
#include "storage/connect_session_store.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using What = StoredAccount::What;

NewAccount account_of(const OAuthClient& client, const FlowState& flow, ExchangedCode& code) {
    NewAccount account;
    account.workspace = flow.workspace;
    account.user = flow.user;
    account.integration_id = flow.integration_id;
    account.registration = client.registration;
    account.integration = flow.integration;
    account.provider = client.provider->id;
    account.reconnect = flow.reconnect;
    account.scopes_granted = code.scopes.value_or(flow.scopes);
    account.scopes_missing = missing_scopes(flow.scopes, account.scopes_granted,
                                            !code.tokens.refresh.empty(), !code.id_token.empty());
    account.vars = std::move(code.vars);
    account.tokens = std::move(code.tokens);
    account.actor = flow.actor;
    return account;
}

Task<Result<ExchangedCode>> redeem(ConnectContext& context, const OAuthClient& client,
                                   const FlowState& flow, Secret code,
                                   const net::Pairs& parameters) {
    if (client.method().kind == catalog::AuthKind::oauth1)
        return exchange_verifier(context, client, flow, std::move(code), parameters);
    return exchange_code(context, client, flow, std::move(code), parameters);
}

/// The database does not take what must be revoked: told to the platform at once, as well as can
/// be.
Task<Result<void>> revoke_now(ConnectContext& context, const OAuthClient& client,
                              const NewAccount& account) {
    const auto& services = context.services;
    const auto& rules = client.method().revoke;
    if (!rules || rules->reach != catalog::RevokeReach::token) co_return ok();
    auto vars = account.vars;
    auto tokens = account.tokens.duplicate();
    const auto answer = co_await revoke_tokens(services.http, client, std::move(vars),
                                               std::move(tokens), services.clock.now());
    if (!answer)
        services.log.failure("Tokens that were not stored are not revoked.", answer.error());
    co_return ok();
}

/// Leaves the tokens to be revoked; where not even that can be stored, revokes them now.
Task<Result<void>> give_up(ConnectContext& context, const OAuthClient& client,
                           const NewAccount& account, const vault::Sealer& sealer) {
    if (account.tokens.access.empty()) co_return ok();
    const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
        return revoke_later(context, tx, account, client.method(), sealer);
    };
    const auto access = storage::Access::of(account.workspace);
    const auto done = co_await context.services.database.transaction(access, body);
    if (!done) CO_CHECK(co_await revoke_now(context, client, account));
    co_return ok();
}

/// Who the account is, as far as can be found out. A fault of the identity call is no fault of the
/// connect: the tokens are kept. One of the id_token or of a lookup is.
Task<Result<std::optional<ConnectFault>>> identify(ConnectContext& context,
                                                   const OAuthClient& client, const FlowState& flow,
                                                   const Secret& id_token,
                                                   json::value token_document,
                                                   NewAccount& account) {
    CO_TRY(auto checked, co_await check_id_token(context, client, flow, id_token));
    if (checked.fault) co_return std::move(checked.fault);
    CallMaterial means;
    means.token_document = std::move(token_document);
    means.id_claims = std::move(checked.claims);
    means.vars = account.vars;
    CO_TRY(auto missing, co_await run_lookups(context, client, account.tokens.access, means));
    if (missing) co_return std::move(missing);
    account.vars = means.vars;
    CO_TRY(auto found, co_await find_identity(context, client, account.tokens.access, means));
    account.identified = !found.fault;
    account.identity = std::move(found.identity);
    if (found.fault)
        context.services.log.warning(
            "Who an account is could not be found out.",
            {{"provider", client.provider->id}, {"why", found.fault->detail}});
    co_return std::optional<ConnectFault>{};
}

Milliseconds age_since(const ConnectContext& context, std::chrono::nanoseconds sent) {
    return std::chrono::ceil<Milliseconds>(context.services.clock.boottime() - sent);
}

/// The lifetime that the answer did not tell, counted from when the code left.
Task<Result<void>> find_lifetime(ConnectContext& context, const OAuthClient& client,
                                 std::chrono::nanoseconds sent, NewAccount& account) {
    if (account.tokens.lifetime > Milliseconds{0}) co_return ok();
    const auto& services = context.services;
    auto vars = account.vars;
    auto access = account.tokens.access.duplicate();
    CO_TRY(const auto left, co_await introspect_lifetime(services.http, client, std::move(vars),
                                                         std::move(access), services.clock.now()));
    if (left) account.tokens.lifetime = *left + age_since(context, sent);
    co_return ok();
}

Task<Result<std::optional<ConnectFault>>> fill_account(ConnectContext& context,
                                                       const OAuthClient& client,
                                                       const FlowState& flow, ExchangedCode& code,
                                                       NewAccount& account) {
    if (code.fault) co_return std::move(code.fault);
    auto document = std::move(code.token_document);
    co_return co_await identify(context, client, flow, code.id_token, std::move(document), account);
}

}  // namespace

ConnectFault other_account(const catalog::ProviderSpec& provider) {
    auto fault = fault_of(ConnectFailure::invalid_credentials, provider,
                          "a reconnect brought another account");
    fault.message =
        "This is another account than before. Reconnect with the same one, or connect "
        "this one as a further account.";
    fault.audit = "connect.other_account";
    fault.reason = "other_account";
    return fault;
}

ConnectFault no_lasting_access(const catalog::ProviderSpec& provider) {
    auto fault = fault_of(ConnectFailure::provider_error, provider,
                          "the platform gave no refresh token this time");
    fault.message = provider.name +
                    " gave no lasting access. Remove this app in its settings there, then connect "
                    "again.";
    fault.reason = "no_refresh_token";
    return fault;
}

vault::Place result_place(ConnectSessionId session) {
    return {"connect_results", "sealed", session.value, 0};
}

Task<Result<Completed>> put_aside(ConnectContext& context, const OAuthClient& client,
                                  ConnectSessionId session, NewAccount& account,
                                  const vault::Sealer& sealer) {
    // What is left of it counts from now, which the row keeps.
    if (account.tokens.lifetime > Milliseconds{0})
        account.tokens.lifetime = std::max(Milliseconds{1}, account.tokens.lifetime - account.age);
    storage::ConnectResult result;
    result.session = session;
    result.workspace = account.workspace;
    result.sealed = sealer.seal(result_place(result.session), pack(account.tokens));
    result.details = account.details();
    result.created_at = context.services.clock.now();
    const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
        auto copy = result;
        return storage::ConnectSessionStore::put_result(tx, std::move(copy));
    };
    const auto access = storage::Access::of(account.workspace);
    auto stored =
        co_await context.services.database.transaction(access, body, storage::Priority::answers);
    if (!stored) {
        CO_CHECK(co_await revoke_now(context, client, account));
        co_return std::move(stored).error();
    }
    Completed completed;
    completed.waits = true;
    co_return completed;
}

Task<Result<Completed>> settle_account(ConnectContext& context,
                                       std::shared_ptr<const OAuthClient> client,
                                       const NewAccount& account, const vault::Sealer& sealer) {
    StoredAccount stored;
    const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
        CO_TRY(stored, co_await store_account(context, tx, account, client->method(), sealer));
        if (stored.what != What::created && stored.what != What::reconnected)
            CO_CHECK(co_await revoke_later(context, tx, account, client->method(), sealer));
        co_return ok();
    };
    const auto access = storage::Access::of(account.workspace);
    auto done =
        co_await context.services.database.transaction(access, body, storage::Priority::answers);
    if (!done) {
        if (!storage::Database::is_in_doubt(done.error()))
            CO_CHECK(co_await revoke_now(context, *client, account));
        co_return std::move(done).error();
    }
    Completed completed;
    if (stored.what == What::other_account)
        completed.fault = other_account(*client->provider);
    else if (stored.what == What::needs_refresh_token)
        completed.fault = no_lasting_access(*client->provider);
    else
        completed.connection = std::move(stored.connection);
    co_return completed;
}

Task<Result<Completed>> complete_flow(ConnectContext& context,
                                      std::shared_ptr<const OAuthClient> client, FlowState flow,
                                      Secret code, net::Pairs parameters) {
    // Had before the code is spent: without it nothing could be stored.
    const auto owner = Owner::of(flow.workspace, flow.user);
    CO_TRY(const auto sealer, co_await context.services.vault.sealer(owner));
    CO_CHECK(co_await wait_for_revocations(context, flow, client->method()));
    CO_TRY(auto exchanged, co_await redeem(context, *client, flow, std::move(code), parameters));
    auto account = account_of(*client, flow, exchanged);
    CO_TRY(auto fault, co_await fill_account(context, *client, flow, exchanged, account));
    if (fault) {
        CO_CHECK(co_await give_up(context, *client, account, sealer));
        Completed completed;
        completed.fault = std::move(fault);
        co_return completed;
    }
    CO_CHECK(co_await find_lifetime(context, *client, exchanged.sent, account));
    account.age = age_since(context, exchanged.sent);
    if (flow.needs_finish) {
        const auto session = flow.link.value_or(ConnectSessionId{});
        co_return co_await put_aside(context, *client, session, account, sealer);
    }
    co_return co_await settle_account(context, client, account, sealer);
}

}  // namespace fairlead::oauth
