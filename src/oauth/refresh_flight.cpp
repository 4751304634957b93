// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_flight.h"

#include "base/async.h"
#include "oauth/refresh_age.h"
#include "oauth/refresh_rejected.h"
#include "oauth/refusals.h"
#include "storage/refresh_epoch.h"

#include <algorithm>

namespace fairlead::oauth {

using storage::Database;
using storage::Guard;
using storage::SealedTokens;
using storage::TokenRow;
using storage::Tx;

namespace {

Error too_young(Milliseconds left) {
    const auto hours = std::chrono::ceil<std::chrono::hours>(left).count();
    return Error{Errc::conflict,
                 "The platform renews a token only once it is older. The present one serves; try "
                 "again in " +
                     std::to_string(hours) + (hours == 1 ? " hour." : " hours.")};
}

RefreshOutcome outcome_of(const Connection& connection) {
    switch (connection.status) {
        case ConnectionStatus::expired:
            return ReconnectRequired{connection.reason, connection.error_message};
        case ConnectionStatus::error:
            return RefreshFailed{Error{Errc::conflict,
                                       connection.error_message,
                                       {},
                                       connection.reason == ConnectionReason::vault_error
                                           ? to_text(connection.reason)
                                           : nullptr}};
        default: return RefreshFailed{Error{Errc::conflict, "The account is not connected."}};
    }
}

/// The stored access token as a row of its own, without what a reader of it does not need.
SealedTokens tokens_of(const TokenRow& row, WorkspaceId workspace) {
    SealedTokens tokens;
    tokens.workspace = workspace;
    tokens.connection = row.id;
    tokens.consent = row.token->consent;
    tokens.generation = row.token->generation;
    tokens.access_sealed = row.token->access_sealed;
    tokens.token_type = row.token->token_type;
    tokens.access_expires = row.token->access_expires;
    tokens.access_lifetime = row.token->access_lifetime;
    return tokens;
}

/// How many times the usual pause between looks at somebody else's lease may grow.
constexpr int slowest_poll = 4;

/// After so long a wait somebody else may have been quicker: many nodes queue for the same guards.
constexpr Milliseconds stale_look{50};

/// `began` in: when the guard was looked at; out: from before the lease was asked for.
Task<Result<void>> run_t1(RefreshEngine& engine, Tx& tx, TicketAsk ask, TicketAnswer& answer,
                          RefreshEngine::Moment& began) {
    const auto looked = std::exchange(began, engine.now());
    if (began - looked > stale_look) {
        // Nodes that wait for the database would lock a guard in vain, and sync it to disk.
        CO_TRY(const auto epoch,
               co_await storage::refresh::epoch_now(tx, ask.workspace, ask.connection));
        if (epoch && *epoch != ask.epoch) {
            answer = EpochMoved{};
            co_return ok();
        }
    }
    ask.unbroken = engine.services.database.unbroken_for();
    CO_TRY(answer, co_await take_ticket(tx, std::move(ask)));
    co_return engine.probe.pass("t1_before_commit");
}

Task<Result<void>> run_settle(Tx& tx, Ticket ticket, bool time_left, bool& goes_on) {
    CO_TRY(goes_on, co_await settle_ticket(tx, ticket, time_left));
    co_return ok();
}

}  // namespace

RefreshFlight::RefreshFlight(RefreshEngine& engine, RefreshFlights& flights, RefreshAsk ask)
    : engine_(engine),
      flights_(flights),
      ask_(ask),
      rejected_(ask.why == Why::unauthorized ? ask.seen : std::nullopt) {}

Task<Result<RefreshOutcome>> RefreshFlight::run() {
    while (true) {
        CO_CHECK(engine_.probe.alive());
        CO_TRY(auto step, co_await look());
        if (step) co_return *std::move(step);
    }
}

Task<Result<RefreshFlight::Step>> RefreshFlight::look() {
    CO_TRY(const auto guard,
           co_await engine_.refreshes.find_guard(ask_.workspace, ask_.connection));
    CO_TRY(const auto row,
           co_await engine_.connections.find_for_token(ask_.workspace, ask_.connection));
    if (!guard || !row) co_return Step{RefreshFailed{no_such_connection()}};
    engine_.time.observe(guard->now);
    CO_TRY(auto refused, co_await prepare(*guard, *row));
    if (refused) co_return refused;

    alive_.reset();
    if (row->token && row->status == ConnectionStatus::connected) {
        const auto stored = tokens_of(*row, ask_.workspace);
        remember(stored, row->scopes_granted, guard->now);
        if (ask_.seen && stored.generation != *ask_.seen) co_return moved_on(stored, guard->now);
        if (const auto until = too_young_until(client_->method(), stored, guard->now);
            until && alive_)
            co_return good_or_failed(too_young(*until - guard->now));
        if (guard->lease && guard->lease->until > guard->now && !has_outwaited(*guard))
            co_return co_await wait_for_holder(*guard, *row);
    }
    co_return co_await attempt(*guard, *row);
}

/// The user's key, once, and the client that this consent's grant was issued to: a newer consent may
/// be another client's, and spends the epoch that T1 asks for. A step: nothing can be done without
/// them.
Task<Result<RefreshFlight::Step>> RefreshFlight::prepare(const Guard& guard, const TokenRow& row) {
    if (!sealer_) {
        CO_TRY(auto sealer,
               co_await engine_.services.vault.sealer(Owner::of(ask_.workspace, row.user)));
        sealer_.emplace(std::move(sealer));
    }
    if (client_ && client_of_ == guard.consent) co_return Step{};
    auto client = co_await engine_.services.clients.find_issued(ask_.workspace, row.integration_id,
                                                                ask_.connection);
    if (client) {
        client_ = *std::move(client);
        client_of_ = guard.consent;
        co_return Step{};
    }
    if (row.token) remember(tokens_of(row, ask_.workspace), row.scopes_granted, engine_.time.now());
    co_return good_or_failed(std::move(client).error());
}

Task<Result<RefreshFlight::Step>> RefreshFlight::wait_for_holder(const Guard& guard,
                                                                 const TokenRow&) {
    if (watched_epoch_ != guard.epoch) {
        watched_epoch_ = guard.epoch;
        watched_since_ = engine_.now();
        polls_ = 0;
    }
    if (time_left() <= Milliseconds{0})
        co_return good_or_failed(Error{Errc::unavailable, "A refresh is under way. Try again.",
                                       "the lease is held", nullptr, 1s});
    // The longer it takes, the less often: thousands may wait for the holders on other nodes.
    const int slower = std::min(1 + polls_++ / 2, slowest_poll);
    CO_CHECK(co_await sleep_for(engine_.poll_pause() * slower));
    co_return Step{};
}

Task<Result<RefreshFlight::Step>> RefreshFlight::attempt(const Guard& guard, const TokenRow&) {
    const auto looked = engine_.now();
    const auto patience = std::max(time_left(), engine_.options.slot_patience);
    auto slot = co_await engine_.services.journal.reserve(patience);
    CO_CHECK(engine_.probe.alive());
    if (!slot) co_return good_or_failed(std::move(slot).error());
    CO_CHECK(engine_.probe.pass("slot_reserved"));
    if (engine_.now() - looked > stale_look) {
        CO_TRY(const auto fresh,
               co_await engine_.refreshes.find_guard(ask_.workspace, ask_.connection));
        if (!fresh || fresh->epoch != guard.epoch) co_return Step{};
    }

    auto began = engine_.now();
    TicketAsk ask;
    ask.workspace = ask_.workspace;
    ask.connection = ask_.connection;
    ask.attempt = AttemptId::create(engine_.services.clock.now(), engine_.services.random);
    ask.self = engine_.self;
    ask.seen = ask_.seen;
    ask.epoch = guard.epoch;
    ask.outwaited = has_outwaited(guard);
    ask.access_known_dead = ask_.why == Why::unauthorized;
    ask.rules = rules();
    CO_TRY(auto answer, co_await take(ask, guard, began));
    co_return co_await follow(std::move(answer), *std::move(slot), began);
}

/// T1, and SETTLE where its commit is in doubt.
Task<Result<TicketAnswer>> RefreshFlight::take(const TicketAsk& ask, const Guard& guard,
                                               Moment& began) {
    TicketAnswer answer = NoConnection{};
    const Database::Body body = [&](Tx& tx) { return run_t1(engine_, tx, ask, answer, began); };
    const auto done = co_await engine_.transact(ask.workspace, body);
    CO_CHECK(engine_.probe.alive());
    if (!done && !Database::is_in_doubt(done.error())) co_return done.error();
    if (done) {
        const auto known = engine_.probe.pass("t1_commit_in_doubt");
        CO_CHECK(engine_.probe.alive());
        if (known) co_return answer;
    }
    Ticket ticket{ask.workspace, ask.connection,   ask.attempt,
                  guard.consent, guard.generation, ask.epoch};
    if (const auto* taken = std::get_if<TicketTaken>(&answer)) ticket = taken->ticket;
    co_return co_await settle_doubt(ticket, std::move(answer), began);
}

Task<Result<TicketAnswer>> RefreshFlight::settle_doubt(Ticket ticket, TicketAnswer answer,
                                                       Moment began) {
    bool goes_on = false;
    const auto within = Milliseconds{rules().lease_margin} / 2;
    const Database::Body body = [&](Tx& tx) {
        return run_settle(tx, ticket, engine_.now() - began <= within, goes_on);
    };
    CO_CHECK(co_await engine_.transact_until_known("settle", ticket.workspace, body));
    if (goes_on && std::holds_alternative<TicketTaken>(answer)) co_return answer;
    if (goes_on) CO_CHECK(co_await settle_cancelled(engine_, ticket));
    co_return TicketAnswer{EpochMoved{}};
}

Task<Result<RefreshFlight::Step>> RefreshFlight::follow(TicketAnswer answer,
                                                        storage::Journal::Slot slot, Moment began) {
    if (auto* taken = std::get_if<TicketTaken>(&answer))
        co_return co_await fly(std::move(*taken), std::move(slot), began);
    if (std::holds_alternative<NoConnection>(answer))
        co_return Step{RefreshFailed{no_such_connection()}};
    if (const auto* moved = std::get_if<TokenMoved>(&answer)) {
        remember(moved->tokens, moved->connection.scopes_granted, moved->now);
        co_return moved_on(moved->tokens, moved->now);
    }
    if (auto* forbidden = std::get_if<SendForbidden>(&answer))
        co_return co_await answer_forbidden(std::move(*forbidden));
    if (auto* found = std::get_if<NotRefreshable>(&answer))
        co_return co_await answer_not_refreshable(std::move(*found));
    co_return Step{};  // the epoch moved, or somebody holds the lease: look again
}

Task<Result<RefreshFlight::Step>> RefreshFlight::answer_forbidden(SendForbidden forbidden) {
    remember(forbidden.tokens, forbidden.connection.scopes_granted, forbidden.now);
    bool swept = false;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(swept, co_await sweep_connection(tx, ask_.workspace, ask_.connection, rules(),
                                                engine_.services.random));
        if (swept) co_return ok();
        // What cannot be sent now must not be due now.
        const auto next =
            forbidden.refused ? forbidden.tokens.access_expires : forbidden.allowed_at;
        CO_CHECK(co_await storage::ConnectionStore::set_refresh_at(tx, ask_.workspace,
                                                                   ask_.connection, next));
        co_return ok();
    };
    const auto& due = forbidden.connection.refresh_at;
    if (forbidden.refused || (due && *due <= forbidden.now))
        CO_CHECK(co_await engine_.transact(ask_.workspace, body));
    if (swept) {
        const auto reason = ConnectionReason::lost_rotation;
        co_return Step{ReconnectRequired{reason, "Please reconnect your account."}};
    }
    OutcomeUnknown unknown{std::move(alive_), forbidden.allowed_at};
    co_return Step{std::move(unknown)};
}

Task<Result<RefreshFlight::Step>> RefreshFlight::answer_not_refreshable(NotRefreshable found) {
    if (found.connection.status != ConnectionStatus::connected || !found.tokens)
        co_return Step{outcome_of(found.connection)};
    remember(*found.tokens, found.connection.scopes_granted, found.now);
    bool swept = false;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(swept, co_await sweep_connection(tx, ask_.workspace, ask_.connection, rules(),
                                                engine_.services.random));
        if (!swept && rejected_) {
            CO_TRY(swept, co_await expire_rejected(tx, ask_.workspace, ask_.connection, *rejected_,
                                                   rules(), engine_.services.random));
        }
        if (swept || !found.connection.refresh_at) co_return ok();
        CO_CHECK(co_await storage::ConnectionStore::set_refresh_at(
            tx, ask_.workspace, ask_.connection, found.tokens->access_expires));
        co_return ok();
    };
    CO_CHECK(co_await engine_.transact(ask_.workspace, body));
    if (swept || !alive_) {
        const auto reason = reason_of_rejection(rules());
        co_return Step{ReconnectRequired{reason, "Please reconnect your account."}};
    }
    co_return good_or_failed(Error{Errc::conflict, "This connection has nothing to refresh with."});
}

/// The stored token is newer than the caller's. One that is over already is what to start from.
RefreshFlight::Step RefreshFlight::moved_on(const SealedTokens& tokens, Time) {
    if (alive_) return RefreshOutcome{Refreshed{*std::move(alive_)}};
    ask_.seen = tokens.generation;
    return std::nullopt;
}

RefreshFlight::Step RefreshFlight::good_or_failed(Error error) const {
    if (alive_) return RefreshOutcome{StillGood{duplicate(*alive_), std::move(error)}};
    return RefreshOutcome{RefreshFailed{std::move(error)}};
}

/// Opens the stored access token where it still serves.
void RefreshFlight::remember(const SealedTokens& tokens, std::vector<std::string> scopes,
                             Time now) {
    alive_.reset();
    if (tokens.access_expires && *tokens.access_expires <= now) return;
    if (rejected_ == tokens.generation) return;
    auto access = sealer_->open(access_place(tokens.connection, tokens.consent, tokens.generation),
                                tokens.access_sealed);
    if (!access) return;
    alive_ = AccessToken{*std::move(access), tokens.token_type, tokens.access_expires,
                         std::move(scopes), tokens.generation};
}

/// Whether this process watched the lease for its whole length on its own clock: heals a clock of
/// the database that was set back.
bool RefreshFlight::has_outwaited(const Guard& guard) {
    const auto lease = rules().deadline + rules().lease_margin;
    return watched_epoch_ == guard.epoch && engine_.now() - watched_since_ >= lease;
}

Milliseconds RefreshFlight::time_left() const {
    const auto left = flights_.deadline(ask_.connection) - engine_.now();
    return std::chrono::floor<Milliseconds>(left);
}

}  // namespace fairlead::oauth
