// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_ticket.h"

#include "storage/connection_store.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {

using storage::AttemptState;
using storage::ConnectionStore;
using storage::Guard;
using storage::Tx;
namespace rows = storage::refresh;

namespace {

bool lease_is_live(const Guard& guard, bool outwaited) {
    return guard.lease && guard.lease->until > guard.now && !outwaited;
}

std::vector<PendingAttempt> pending_of(const std::vector<storage::Attempt>& attempts) {
    std::vector<PendingAttempt> pending;
    for (const auto& attempt : attempts)
        pending.push_back({attempt.state == AttemptState::open, attempt.started});
    return pending;
}

/// What the guard and the connection say before anything else is looked at.
struct Situation {
    Guard guard;
    Connection connection;
    std::optional<storage::SealedTokens> tokens;
};

std::optional<TicketAnswer> why_not(Situation& at, const TicketAsk& ask) {
    const auto now = at.guard.now;
    if (at.connection.status != ConnectionStatus::connected || !at.tokens)
        return NotRefreshable{std::move(at.connection), std::move(at.tokens), now};
    if (ask.seen && at.guard.generation != *ask.seen)
        return TokenMoved{std::move(at.connection), *std::move(at.tokens), now};
    if (lease_is_live(at.guard, ask.outwaited))
        return LeaseHeld{at.guard.epoch, at.guard.lease->until, now};
    if (!has_credential(ask.rules, *at.tokens))
        return NotRefreshable{std::move(at.connection), std::move(at.tokens), now};
    if (at.guard.epoch != ask.epoch) return EpochMoved{};
    return std::nullopt;
}

Task<Result<void>> write_ticket(Tx& tx, TicketAsk ask, Guard guard, Milliseconds lease) {
    storage::Attempt attempt;
    attempt.id = ask.attempt;
    attempt.workspace = ask.workspace;
    attempt.connection = ask.connection;
    attempt.consent = guard.consent;
    attempt.generation = guard.generation;
    attempt.holder = ask.self;
    CO_CHECK(co_await rows::insert_attempt(tx, std::move(attempt)));
    CO_TRY(const bool taken, co_await rows::take_lease(tx, ask.workspace, ask.connection,
                                                       guard.epoch, ask.attempt, ask.self, lease));
    if (!taken) co_return Error{Errc::internal, "The lease moved under its lock."};
    co_return ok();
}

}  // namespace

bool has_credential(const catalog::RefreshRules& rules, const storage::SealedTokens& tokens) {
    // What is stored came of a second call, and `refresh.md` knows of one: storing the first one's
    // answer in its place would give out a token that the platform's API does not take.
    if (rules.is_post_exchange) return false;
    if (rules.by == catalog::RefreshBy::access_token) return true;
    return rules.by != catalog::RefreshBy::none && tokens.refresh_sealed.has_value();
}

Task<Result<TicketAnswer>> take_ticket(Tx& tx, TicketAsk ask) {
    CO_TRY(const auto guard, co_await rows::lock(tx, ask.workspace, ask.connection));
    CO_TRY(auto connection, co_await ConnectionStore::find(tx, ask.workspace, ask.connection));
    if (!guard || !connection) co_return TicketAnswer{NoConnection{}};
    Situation at{*guard, *std::move(connection), std::nullopt};
    CO_TRY(at.tokens, co_await rows::read_tokens(tx, ask.workspace, ask.connection));
    if (auto answer = why_not(at, ask)) co_return *std::move(answer);

    CO_TRY(const auto attempts, co_await rows::attempts(tx, ask.workspace, ask.connection,
                                                        guard->consent, guard->generation));
    const auto policy = RotationPolicy::of(ask.rules, static_cast<int>(guard->unchanged));
    const AccessLife access{at.tokens->access_expires, ask.access_known_dead};
    const auto permit = may_send(policy, pending_of(attempts), access, guard->now, ask.unbroken);
    if (guard->refused || !permit.allowed) {
        SendForbidden forbidden{std::move(at.connection), *std::move(at.tokens), guard->now,
                                guard->refused, permit.allowed_at};
        co_return TicketAnswer{std::move(forbidden)};
    }
    if (!guard->journal_key) co_return Error{Errc::internal, "The connection has no journal key."};

    TicketTaken taken;
    taken.ticket = {ask.workspace,  ask.connection,    ask.attempt,
                    guard->consent, guard->generation, guard->epoch};
    const auto lease = policy.timing.lease();
    CO_CHECK(co_await write_ticket(tx, std::move(ask), *guard, lease));
    taken.connection = std::move(at.connection);
    taken.tokens = *std::move(at.tokens);
    taken.journal_key = *guard->journal_key;
    taken.now = guard->now;
    taken.policy = policy;
    taken.permit = permit;
    taken.failures = guard->failures;
    co_return TicketAnswer{std::move(taken)};
}

Task<Result<bool>> settle_ticket(Tx& tx, Ticket ticket, bool time_left) {
    CO_TRY(const auto guard, co_await rows::lock(tx, ticket.workspace, ticket.connection));
    if (!guard) co_return false;
    CO_TRY(const auto attempt, co_await rows::find_attempt(tx, ticket.workspace, ticket.attempt));
    const bool is_mine = attempt && attempt->state == AttemptState::open && guard->lease &&
                         guard->lease->attempt == ticket.attempt;
    const bool nothing_moved =
        guard->consent == ticket.consent && guard->generation == ticket.generation;
    if (is_mine && nothing_moved && time_left) co_return true;
    CO_CHECK(co_await rows::take_attempt(tx, ticket.workspace, ticket.attempt));
    CO_CHECK(co_await rows::spend_epoch(tx, ticket.workspace, ticket.connection, ticket.epoch));
    CO_CHECK(co_await rows::clear_lease(tx, ticket.workspace, ticket.connection, ticket.attempt));
    co_return false;
}

Task<Result<void>> cancel_ticket(Tx& tx, Ticket ticket) {
    CO_CHECK(co_await rows::lock(tx, ticket.workspace, ticket.connection));
    CO_CHECK(co_await rows::take_attempt(tx, ticket.workspace, ticket.attempt));
    co_return co_await rows::clear_lease(tx, ticket.workspace, ticket.connection, ticket.attempt);
}

}  // namespace fairlead::oauth
