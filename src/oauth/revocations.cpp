// SPDX-License-Identifier: Apache-2.0
#include "oauth/revocations.h"

#include "base/async.h"

#include <algorithm>

namespace fairlead::oauth {

using storage::Database;
using storage::Revocation;
using storage::Tx;
namespace rows = storage::refresh;

namespace {

constexpr Milliseconds lease_length{30000};

RevokeAnswer later(std::string why) { return {RevokeResult::later, {}, std::move(why)}; }
RevokeAnswer never(std::string why) { return {RevokeResult::impossible, {}, std::move(why)}; }

/// The lease's holder: a revocation stands where otherwise an attempt would.
AttemptId holder_of(const Revocation& revocation) { return AttemptId{revocation.id.value}; }

}  // namespace

Revocations::Revocations(RefreshEngine& engine, RevocationOptions options,
                         Refresher::NextLoop next_loop)
    : engine_(engine),
      options_(options),
      next_loop_(std::move(next_loop)),
      store_(engine.services.database),
      scope_([&log = engine.services.log](std::string_view name, const Error& error) {
          log.failure("A background task of the revocations failed.", error, {{"task", name}});
      }) {}

Revocations::~Revocations() { stop(); }

void Revocations::start() {
    scope_.spawn(next_loop_(), "revocations", [this] { return run(); });
}

void Revocations::stop() {
    scope_.cancel();
    wake();
    scope_.join();
}

Task<Result<void>> Revocations::run() {
    while (!engine_.is_draining()) {
        const auto looked = co_await look();
        CO_CHECK(engine_.probe.alive());
        Milliseconds rest{5000};
        if (looked) {
            CO_TRY(rest, co_await pause());
        } else {
            engine_.services.log.failure("The revocations could not be looked at.", looked.error());
        }
        CO_CHECK(co_await wakeup_.wait(rest));
        CO_CHECK(co_await check_cancelled());
    }
    co_return ok();
}

Task<Result<int>> Revocations::look() {
    CO_TRY(const auto now, co_await storage::database_now(engine_.services.database));
    engine_.time.observe(now);
    CO_CHECK(co_await store_.bury_overdue(now));
    const int room = options_.at_once - in_flight_;
    if (room <= 0) co_return 0;
    CO_TRY(const auto due, co_await store_.claim(now, options_.claim_for, room));
    for (const auto& revocation : due) {
        ++in_flight_;
        const bool started = scope_.spawn(next_loop_(), "revocation",
                                          [this, revocation] { return run_one(revocation); });
        if (!started) --in_flight_;  // its claim runs out
    }
    co_return static_cast<int>(due.size());
}

Task<Result<void>> Revocations::run_one(Revocation revocation) {
    const auto done = co_await try_one(std::move(revocation));
    // One that hangs holds its place; the others go on.
    if (in_flight_-- >= options_.at_once) wakeup_.notify();
    co_return done;
}

Task<Result<void>> Revocations::try_one(Revocation revocation) {
    const auto client = co_await engine_.services.clients.find_registered(
        revocation.workspace, revocation.integration_id, revocation.registration);
    if (!client) {
        auto answer = later(client.error().message);
        co_return co_await finish(revocation, std::move(answer));
    }
    const auto& rules = (*client)->method().revoke;
    const auto whole_grant = rules && rules->reach != catalog::RevokeReach::token;
    if (!whole_grant) co_return co_await revoke(revocation, **client);

    CO_TRY(const auto lease, co_await take_lease(revocation, **client));
    if (lease == Lease::forbidden) {
        auto answer = never("The account is connected again, or elsewhere.");
        co_return co_await finish(revocation, std::move(answer));
    }
    if (lease == Lease::busy) {
        auto answer = later("The connection is busy.");
        co_return co_await finish(revocation, std::move(answer));
    }
    const auto revoked = co_await revoke(revocation, **client);
    CO_CHECK(engine_.probe.alive());
    if (lease == Lease::taken) CO_CHECK(co_await clear_lease(revocation));
    co_return revoked;
}

Task<Result<void>> Revocations::revoke(Revocation revocation, const OAuthClient& client) {
    const auto place = revocation_place(revocation.id, revocation.consent);
    const auto owner = Owner::of(revocation.workspace, revocation.user);
    const auto packed = co_await engine_.services.vault.open(owner, place, revocation.sealed);
    if (!packed) {
        auto answer = never(packed.error().message);
        co_return co_await finish(revocation, std::move(answer));
    }
    CO_TRY(auto tokens, unpack(*packed));
    CO_TRY(const auto connection,
           co_await engine_.connections.find(revocation.workspace, revocation.connection));
    std::map<std::string, std::string> vars;
    if (connection) vars = connection->vars;
    CO_CHECK(engine_.probe.pass("revoke_before_send"));
    auto answer = co_await revoke_tokens(engine_.services.http, client, std::move(vars),
                                         std::move(tokens), engine_.services.clock.now());
    CO_CHECK(engine_.probe.alive());
    if (!answer) answer = never(answer.error().message);
    co_return co_await finish(revocation, *std::move(answer));
}

/// The consent that was disconnected must still be the last one, and nobody may be at it.
Task<Result<Revocations::Lease>> Revocations::take_lease(const Revocation& revocation,
                                                         const OAuthClient&) {
    auto lease = Lease::not_needed;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto guard,
               co_await rows::lock(tx, revocation.workspace, revocation.connection));
        CO_TRY(const auto connection, co_await storage::ConnectionStore::find(
                                          tx, revocation.workspace, revocation.connection));
        if (!guard || !connection) co_return ok();
        CO_TRY(const auto sharing, co_await storage::ConnectionStore::count_sharing(
                                       tx, connection->workspace, connection->integration_id,
                                       connection->provider_account_id));
        if (guard->consent != revocation.consent + 1 || sharing > 0) {
            lease = Lease::forbidden;
            co_return ok();
        }
        lease = Lease::busy;
        if (guard->lease && guard->lease->until > guard->now) co_return ok();
        CO_TRY(const bool taken, co_await rows::take_lease(
                                     tx, revocation.workspace, revocation.connection, guard->epoch,
                                     holder_of(revocation), engine_.self, lease_length));
        if (taken) lease = Lease::taken;
        co_return ok();
    };
    CO_CHECK(co_await engine_.transact(revocation.workspace, body));
    co_return lease;
}

Task<Result<void>> Revocations::clear_lease(const Revocation& revocation) {
    const Database::Body body = [&](Tx& tx) {
        return rows::clear_lease(tx, revocation.workspace, revocation.connection,
                                 holder_of(revocation));
    };
    co_return co_await engine_.transact(revocation.workspace, body);
}

Task<Result<void>> Revocations::finish(const Revocation& revocation, RevokeAnswer answer) {
    if (answer.result == RevokeResult::done) {
        CO_CHECK(co_await store_.complete(revocation.workspace, revocation.id));
        co_return ok();
    }
    engine_.services.log.warning("A token is not revoked.",
                                 {{"connection", revocation.connection.text()},
                                  {"attempt", revocation.attempts},
                                  {"why", answer.why}});
    if (answer.result == RevokeResult::impossible) {
        CO_CHECK(co_await store_.bury(revocation.workspace, revocation.id, std::move(answer.why)));
        co_return ok();
    }
    const auto delay = retry_delay(static_cast<int>(revocation.attempts), answer.retry_after,
                                   engine_.services.random, options_.backoff);
    const Time next = engine_.time.now() + delay;
    CO_CHECK(
        co_await store_.retry(revocation.workspace, revocation.id, next, std::move(answer.why)));
    co_return ok();
}

Task<Result<Milliseconds>> Revocations::pause() {
    CO_TRY(const auto next, co_await store_.next_try());
    if (!next) co_return options_.look_at_most;
    const Milliseconds left = *next - engine_.time.now();
    co_return std::clamp(left, Milliseconds{200}, options_.look_at_most);
}

}  // namespace fairlead::oauth
