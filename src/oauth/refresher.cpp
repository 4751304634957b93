// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresher.h"

#include <thread>

namespace fairlead::oauth {

namespace {

Error shutting_down() {
    return Error{Errc::unavailable, "The server is shutting down. Try again.",
                 "the refresher drains", nullptr, 1s};
}

Error too_slow() {
    return Error{Errc::timeout, "The refresh takes longer than you waited. Try again."};
}

}  // namespace

Refresher::Refresher(RefreshServices services, RefreshOptions options, NextLoop next_loop)
    : engine_(services, options),
      next_loop_(std::move(next_loop)),
      scope_([&log = services.log](std::string_view name, const Error& error) {
          log.failure("A background task of the refresher failed.", error, {{"task", name}});
      }) {}

Refresher::~Refresher() { stop(); }

Task<Result<SharedOutcome>> Refresher::refresh(RefreshAsk ask) {
    return refresh(ask, engine_.options.patience);
}

Task<Result<SharedOutcome>> Refresher::refresh(RefreshAsk ask, Milliseconds patience) {
    return wait_for(ask, Patience{patience, Milliseconds{1000}});
}

Task<Result<SharedOutcome>> Refresher::refresh_due(RefreshAsk ask) {
    return wait_for(ask, Patience{Milliseconds{0}, Milliseconds{10 * 60 * 1000}});
}

Task<Result<SharedOutcome>> Refresher::wait_for(RefreshAsk ask, Patience patience) {
    CO_CHECK(engine_.probe.alive());
    if (engine_.is_draining()) co_return shutting_down();
    const auto deadline = engine_.now() + patience.for_others;
    while (true) {
        const auto joined = flights_.join(ask.connection, ask.seen, deadline);
        if (joined.role == RefreshFlights::Role::starts) {
            const bool started =
                scope_.spawn(next_loop_(), "refresh", [this, ask] { return fly(ask); });
            if (!started) flights_.finish(ask.connection, share(RefreshFailed{shutting_down()}));
        }
        const auto left = std::chrono::ceil<Milliseconds>(deadline - engine_.now());
        const auto at_most = std::max(left, Milliseconds{0}) + patience.for_own;
        CO_TRY(auto outcome, co_await joined.waiter->wait(at_most));
        if (!outcome) co_return share(RefreshFailed{too_slow()});
        const auto* token = token_of(*outcome);
        const bool is_old = std::holds_alternative<Refreshed>(*outcome) && ask.seen && token &&
                            token->generation <= *ask.seen;
        if (!is_old || engine_.now() >= deadline) co_return outcome;
    }
}

Task<Result<void>> Refresher::fly(RefreshAsk ask) {
    // However the coroutine ends: a flight that stayed open would block the connection.
    Error lost{Errc::internal, "Something went wrong on our side."};
    RefreshFlights::Landing landing{flights_, ask.connection,
                                    share(RefreshFailed{std::move(lost)})};
    RefreshFlight flight{engine_, flights_, ask};
    auto outcome = co_await flight.run();
    if (outcome) {
        landing.land(share(*std::move(outcome)));
        co_return ok();
    }
    landing.land(share(RefreshFailed{outcome.error()}));
    CO_CHECK(engine_.probe.alive());
    co_return std::move(outcome).error();
}

std::size_t Refresher::unsettled() const {
    return static_cast<std::size_t>(std::max<std::int64_t>(engine_.metrics.unsettled.value(), 0));
}

bool Refresher::drain(Milliseconds grace) {
    engine_.begin_drain();
    const auto end = engine_.now() + grace;
    while (flights_.size() > 0 && engine_.now() < end) std::this_thread::sleep_for(Milliseconds{5});
    return unsettled() == 0;
}

void Refresher::stop() {
    engine_.begin_drain();
    scope_.cancel();
    scope_.join();
}

}  // namespace fairlead::oauth
