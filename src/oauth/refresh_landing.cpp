// SPDX-License-Identifier: Apache-2.0
#include "oauth/carried_token.h"
#include "oauth/introspection.h"
#include "oauth/refresh_flight.h"
#include "oauth/refresh_records.h"
#include "oauth/registered_client.h"

namespace fairlead::oauth {

using storage::Database;
using storage::Tx;

namespace {

Error provider_error(const CallEnd& end, const OAuthClient& client) {
    const auto& outcome = end.outcome;
    Error error{Errc::provider_failed, "The platform did not renew the access."};
    error.detail = std::string{to_text(outcome.kind)} + ", HTTP " + std::to_string(outcome.status) +
                   " " + outcome.code + " " + outcome.description;
    error.retry_after = outcome.retry_after;
    if (outcome.kind == OutcomeKind::not_taken && outcome.status == 429)
        error.code = Errc::rate_limited;
    if (outcome.kind == OutcomeKind::operator_fault)
        error.message = records::message_for(refused_client(client));
    return error;
}

AccessToken token_of(const Answer& answer, const StoredAnswer& stored) {
    auto scopes = answer.scopes ? *answer.scopes : stored.connection.scopes_granted;
    return {answer.tokens.access.duplicate(), answer.tokens.token_type, answer.tokens.expires,
            std::move(scopes), stored.generation};
}

}  // namespace

Task<Result<RefreshFlight::Step>> RefreshFlight::fly(TicketTaken taken, storage::Journal::Slot slot,
                                                     Moment began) {
    CallMeans means;
    means.answered = engine_.now();
    means.began = began;
    means.now = taken.now;
    means.ticket = taken.ticket;
    means.policy = taken.policy;
    means.permit = taken.permit;
    means.client = client_;
    means.vars = taken.connection.vars;
    means.scopes = taken.connection.scopes_granted;
    CO_CHECK(engine_.probe.pass("t1_after_commit"));
    engine_.time.observe(taken.now);
    remember(taken.tokens, taken.connection.scopes_granted, taken.now);
    ask_.seen = taken.ticket.generation;

    auto tokens = open_tokens(*sealer_, taken.tokens);
    auto key =
        sealer_->open(journal_key_place(ask_.connection, taken.ticket.consent), taken.journal_key);
    if (!tokens) co_return co_await report_vault_error(taken.ticket, std::move(tokens).error());
    if (!key) co_return co_await report_vault_error(taken.ticket, std::move(key).error());
    means.tokens = *std::move(tokens);
    means.journal_key = *std::move(key);

    CO_TRY(auto end, co_await call_platform(engine_, means, slot));
    const bool has_left = !end.too_late && end.outcome.kind != OutcomeKind::never_sent;
    if (taken.permit.is_unknown_retry && has_left)
        engine_.metrics.unknown_retry(taken.policy.rotation);
    const SettleMeans settle{means.ticket, means.policy, client_, means.vars};
    CO_TRY(auto step, co_await land(means, settle, end));
    if (end.slot_used) CO_CHECK(co_await free_slot(std::move(slot)));
    co_return step;
}

Task<Result<RefreshFlight::Step>> RefreshFlight::land(const CallMeans& means,
                                                      const SettleMeans& settle, CallEnd& end) {
    if (end.too_late || may_connect_again(end)) {
        CO_CHECK(co_await settle_cancelled(engine_, means.ticket));
        co_return Step{};
    }
    switch (end.outcome.kind) {
        case OutcomeKind::success: co_return co_await land_success(means, settle, end);
        case OutcomeKind::refused: co_return co_await land_refusal(settle, end);
        case OutcomeKind::never_sent:
        case OutcomeKind::not_taken:
        case OutcomeKind::operator_fault: co_return co_await land_postponed(settle, end);
        case OutcomeKind::unknown: break;
    }
    co_return co_await land_unknown(settle, end);
}

/// Once: a machine that was held up, or one lost packet, is no reason to fail those who wait.
bool RefreshFlight::may_connect_again(const CallEnd& end) {
    return end.connected_late && time_left() > Milliseconds{0} &&
           !std::exchange(connected_again_, true);
}

Task<Result<RefreshFlight::Step>> RefreshFlight::land_success(const CallMeans& means,
                                                              const SettleMeans& settle,
                                                              CallEnd& end) {
    auto answer = make_answer(means.ticket, *client_, end.outcome.answer, end.received);
    for (auto& [name, value] : end.told) answer.recapture.vars.insert_or_assign(name, value);
    end.outcome.answer = TokenAnswer{};  // one copy is to be looked after, not two
    // Only what is durable has the time for a further question.
    if (end.journaled) CO_CHECK(co_await find_lifetime(means, answer));
    if (!answer.beside.empty() && !answer.tokens.access.empty()) {
        answer.tokens.access =
            pack_carried(answer.tokens.access, means.tokens.refresh, answer.beside);
        answer.beside.clear();
    }
    const auto kept = end.journaled ? Kept::in_slot : Kept::in_memory;
    // Whoever waits in this process may have it as soon as it is durable anywhere.
    std::function<void()> publish;
    if (end.journaled && !answer.tokens.access.empty())
        publish = [&] {
            StoredAnswer expected;
            expected.generation = means.ticket.generation + 1;
            flights_.publish(ask_.connection, share(Refreshed{token_of(answer, expected)}));
        };
    CO_TRY(const auto stored,
           co_await settle_success(engine_, settle, answer, *sealer_, kept, std::move(publish)));
    const bool is_token = (stored.fate == Fate::stored || stored.fate == Fate::promoted) &&
                          !answer.tokens.access.empty();
    if (is_token) co_return Step{Refreshed{token_of(answer, stored)}};
    co_return Step{};
}

/// The lifetime that the answer did not tell; SPEC A8.
Task<Result<void>> RefreshFlight::find_lifetime(const CallMeans& means, Answer& answer) {
    if (answer.tokens.lifetime > Milliseconds{0}) co_return ok();
    auto vars = answer.recapture.vars;
    for (const auto& [name, value] : means.vars) vars.emplace(name, value);
    auto access = answer.tokens.access.duplicate();
    const auto left = co_await introspect_lifetime(engine_.services.http, *client_, std::move(vars),
                                                   std::move(access), engine_.services.clock.now());
    CO_CHECK(engine_.probe.alive());
    if (!left || !*left) co_return ok();
    answer.tokens.lifetime = **left;
    answer.tokens.expires = engine_.time.now() + answer.tokens.lifetime;
    co_return ok();
}

Task<Result<RefreshFlight::Step>> RefreshFlight::land_refusal(const SettleMeans& settle,
                                                              const CallEnd& end) {
    CO_TRY(const auto refused, co_await settle_refusal(engine_, settle, end.outcome, *sealer_));
    if (refused.what == Refusal::holder_awaited) {
        OutcomeUnknown unknown{std::move(alive_), std::nullopt};
        co_return Step{std::move(unknown)};
    }
    co_return Step{};  // what is stored now tells the rest
}

Task<Result<RefreshFlight::Step>> RefreshFlight::land_postponed(const SettleMeans& settle,
                                                                const CallEnd& end) {
    CO_CHECK(co_await settle_postponed(engine_, settle, end.outcome));
    if (is_forgotten(end.outcome))
        CO_CHECK(co_await engine_.services.clients.forget_registered(ask_.workspace,
                                                                     client_->registration));
    co_return good_or_failed(provider_error(end, *client_));
}

Task<Result<RefreshFlight::Step>> RefreshFlight::land_unknown(const SettleMeans& settle,
                                                              const CallEnd& end) {
    const auto error = provider_error(end, *client_);
    CO_CHECK(co_await settle_unknown(engine_, settle, error.detail));
    if (settle.policy.repeats_freely()) co_return good_or_failed(error);
    OutcomeUnknown unknown{std::move(alive_), std::nullopt};
    co_return Step{std::move(unknown)};
}

/// A stored credential was changed, or its key is gone: loud, and nothing is sent.
Task<Result<RefreshFlight::Step>> RefreshFlight::report_vault_error(Ticket ticket, Error error) {
    engine_.metrics.vault_errors.add();
    engine_.services.log.failure("A stored credential does not open.", error,
                                 {{"connection", ticket.connection.text()}});
    const Database::Body body = [&](Tx& tx) {
        return mark_vault_error(tx, ticket, engine_.services.random);
    };
    CO_CHECK(co_await engine_.transact_until_known("before_cancel", ticket.workspace, body));
    error.message = records::message_for(ConnectionReason::vault_error);
    co_return Step{RefreshFailed{std::move(error)}};
}

Task<Result<void>> RefreshFlight::free_slot(storage::Journal::Slot slot) {
    CO_CHECK(engine_.probe.pass("before_wipe"));
    engine_.services.journal.wipe(std::move(slot));
    co_return engine_.probe.pass("after_wipe");
}

}  // namespace fairlead::oauth
