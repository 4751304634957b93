// SPDX-License-Identifier: Apache-2.0
// The end of connects that the application's backend finishes (security.md S2).
#include "oauth/completion.h"
#include "oauth/connect_audit.h"
#include "oauth/connect_page.h"
#include "oauth/integration_choice.h"
#include "oauth/pkce.h"
#include "storage/audit_store.h"

#include "crypto/hash.h"

namespace fairlead::oauth {

namespace {

using storage::ConnectResult;
using storage::ConnectSession;
using storage::ConnectSessionStore;
using storage::Tx;
using What = StoredAccount::What;

constexpr Milliseconds forget_session_after{30 * 60 * 1000};
constexpr Milliseconds keep_unrevocable_for{24 * 3600 * 1000};
constexpr int at_once = 100;

Error no_session() { return Error{Errc::not_found, "There is no such connect session."}; }

Error nothing_to_finish() {
    return Error{.code = Errc::conflict,
                 .message =
                     "There is nothing to finish: the user has not come back from the "
                     "platform, or it took longer than five minutes.",
                 .reason = "nothing_to_finish"};
}

Result<NewAccount> account_in(const ConnectResult& result, const vault::Sealer& sealer) {
    TRY(auto account, NewAccount::parse(result.details));
    TRY(const auto packed, sealer.open(result_place(result.session), result.sealed));
    TRY(account.tokens, unpack(packed));
    return account;
}

/// Takes the result and stores what it holds, in one transaction: a crash loses neither.
Task<Result<void>> activate(ConnectContext& context, Tx& tx, const ConnectSession& session,
                            const catalog::AuthMethod& method, const vault::Sealer& sealer,
                            StoredAccount& stored) {
    CO_TRY(const auto result,
           co_await ConnectSessionStore::take_result(tx, session.workspace, session.id));
    const auto now = context.services.clock.now();
    if (!result || result->created_at + context.options.finish_within < now)
        co_return nothing_to_finish();
    CO_TRY(auto account, account_in(*result, sealer));
    account.age = std::max(Milliseconds{0}, now - result->created_at);
    CO_TRY(stored, co_await store_account(context, tx, account, method, sealer));
    if (stored.what != What::created && stored.what != What::reconnected)
        CO_CHECK(co_await revoke_later(context, tx, account, method, sealer));
    co_return ok();
}

Error refusal_of(const ConnectFault& fault) {
    return Error{.code = Errc::conflict, .message = fault.message, .reason = fault.reason};
}

Task<Result<ConnectSession>> proven_session(ConnectContext& context, const Caller& caller,
                                            ConnectSessionId id, const Secret& verifier) {
    ConnectSessionStore sessions{context.services.database};
    CO_TRY(auto session, co_await sessions.find(caller.workspace, id));
    if (!session || (caller.user && *caller.user != session->user)) co_return no_session();
    if (!session->finish_challenge)
        co_return Error{Errc::conflict, "This connect session needs no finishing."};
    if (crypto::equal(challenge_of(verifier.expose()), *session->finish_challenge))
        co_return *std::move(session);
    auto event = audit_of(caller, "connect.verifier_mismatch", "refused");
    event.user = session->user;
    CO_CHECK(co_await context.services.audit.record(std::move(event)));
    co_return Error{.code = Errc::forbidden,
                    .message = "The verifier is not the one this session began with.",
                    .reason = "wrong_verifier"};
}

}  // namespace

Task<Result<ConnectFinished>> ConnectPage::finish(Caller caller, ConnectSessionId session,
                                                  Secret code_verifier) {
    const auto& services = context_.services;
    CO_TRY(const auto proven, co_await proven_session(context_, caller, session, code_verifier));
    CO_TRY(const auto ask, ConnectAsk::parse(proven.request));
    CO_TRY(const auto ready,
           co_await choose_integration(services.integrations, proven.workspace, proven.user, ask));
    const auto owner = Owner::of(proven.workspace, proven.user);
    CO_TRY(const auto sealer, co_await services.vault.sealer(owner));
    StoredAccount stored;
    const storage::Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        return activate(context_, tx, proven, ready.client->method(), sealer, stored);
    };
    const auto access = storage::Access::of(proven.workspace);
    CO_CHECK(co_await services.database.transaction(access, body, storage::Priority::tokens));
    const auto& provider = *ready.client->provider;
    if (stored.what == What::other_account) co_return refusal_of(other_account(provider));
    if (stored.what == What::needs_refresh_token) co_return refusal_of(no_lasting_access(provider));
    co_return ConnectFinished{stored.connection.id, stored.connection.integration,
                              stored.connection.account_name, stored.connection.status};
}

Task<Result<void>> ConnectPage::drop(ConnectResult result) {
    const auto& services = context_.services;
    CO_TRY(const auto known, NewAccount::parse(result.details));
    const auto client = co_await services.integrations.find_registered(
        known.workspace, known.integration_id, known.registration);
    // Switched off or unconfigured for now: it may be revoked later.
    const bool is_old = result.created_at + keep_unrevocable_for < services.clock.now();
    if (!client && !is_old) co_return client.error();
    const auto owner = Owner::of(known.workspace, known.user);
    CO_TRY(const auto sealer, co_await services.vault.sealer(owner));
    AuditEvent told;
    told.type = "connect.abandoned";
    told.workspace = known.workspace;
    told.user = known.user;
    told.actor = "system";
    told.provider = known.integration;
    told.result = "dropped";
    CO_TRY(const auto event, co_await services.audit.seal(std::move(told)));
    const storage::Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto taken,
               co_await ConnectSessionStore::take_result(tx, result.workspace, result.session));
        if (!taken) co_return ok();
        auto row = event;
        CO_CHECK(co_await storage::AuditStore::append(tx, std::move(row)));
        if (!client) co_return ok();
        const auto account = account_in(*taken, sealer);
        if (!account) co_return ok();  // what does not open cannot be revoked, only forgotten
        co_return co_await revoke_later(context_, tx, *account, (*client)->method(), sealer);
    };
    const auto access = storage::Access::of(known.workspace);
    co_return co_await services.database.transaction(access, body);
}

Task<Result<std::int64_t>> ConnectPage::drop_abandoned() {
    ConnectSessionStore sessions{context_.services.database};
    const auto now = context_.services.clock.now();
    CO_TRY(auto results, co_await sessions.abandoned(now, at_once));
    std::int64_t dropped = 0;
    for (auto& result : results) {
        if (result.created_at + context_.options.finish_within >= now) continue;
        const auto id = result.session.text();
        const auto done = co_await drop(std::move(result));
        if (done)
            ++dropped;
        else
            context_.services.log.failure("An abandoned connect was not dropped.", done.error(),
                                          {{"session", id}});
    }
    CO_CHECK(co_await sessions.erase_over(now - forget_session_after));
    co_return dropped;
}

}  // namespace fairlead::oauth
