// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_sweep.h"

#include "base/async.h"

#include <algorithm>

namespace fairlead::oauth {

using storage::Database;
using storage::DueConnection;
using storage::Tx;

namespace {

/// A platform takes tens to hundreds of milliseconds; what takes longer waits and costs nothing.
constexpr Seconds hangs_after{1};
/// A look that starts what waits next reads a page; what stands behind a long queue is thousands of
/// rows away, and comes to its turn with every so many looks.
constexpr unsigned looks_per_look_behind = 8;

}  // namespace

RefreshSweep::RefreshSweep(Refresher& refresher, SweepOptions options,
                           Refresher::NextLoop next_loop)
    : refresher_(refresher),
      engine_(refresher.engine()),
      options_(options),
      next_loop_(std::move(next_loop)),
      started_(engine_.services.metrics.counter("fairlead_refresh_sweep_started_total",
                                                "Refreshes begun because their time came")),
      lateness_(engine_.services.metrics.gauge(
          "fairlead_refresh_sweep_lateness_seconds",
          "How long the refresh that is due longest has been waiting")),
      scope_([&log = engine_.services.log](std::string_view name, const Error& error) {
          log.failure("A background task of the refresh sweep failed.", error, {{"task", name}});
      }) {}

RefreshSweep::~RefreshSweep() { stop(); }

void RefreshSweep::start() {
    scope_.spawn(next_loop_(), "refresh sweep", [this] { return run(); });
}

void RefreshSweep::stop() {
    scope_.cancel();
    wake();
    scope_.join();
}

Task<Result<void>> RefreshSweep::run() {
    while (!engine_.is_draining()) {
        const auto looked = co_await look();
        CO_CHECK(engine_.probe.alive());
        Milliseconds rest{1000};
        if (looked) {
            CO_TRY(rest, co_await pause());
        } else {
            engine_.services.log.failure("The refresh sweep could not look.", looked.error());
        }
        CO_CHECK(co_await wakeup_.wait(rest));
        CO_CHECK(co_await check_cancelled());
    }
    co_return ok();
}

Task<Result<int>> RefreshSweep::look() {
    count_hanging();
    CO_CHECK(co_await mark_refused());
    CO_TRY(const auto now, co_await storage::database_now(engine_.services.database));
    engine_.time.observe(now);
    Cursor none;
    const bool looks_behind = looks_++ % looks_per_look_behind == 0;
    const int pages = looks_behind ? options_.pages : 1;
    CO_TRY(const auto first, co_await scan(now, std::move(none), pages));
    if (first.reached_end) {
        rover_.reset();
        co_return first.started;
    }
    if (!looks_behind) co_return first.started;
    // Behind a long queue of one provider may be others' turn.
    auto from = rover_ ? rover_ : first.last;
    CO_TRY(const auto behind, co_await scan(now, std::move(from), options_.pages));
    rover_ = behind.reached_end ? std::nullopt : behind.last;
    co_return first.started + behind.started;
}

Task<Result<RefreshSweep::Scan>> RefreshSweep::scan(Time now, Cursor from, int most_pages) {
    Scan done;
    const bool from_the_start = !from;
    done.last = std::move(from);
    for (int pages = 0; pages < most_pages; ++pages) {
        const int size = page_size();
        CO_TRY(const auto page, co_await engine_.connections.due_for_refresh(now, done.last, size));
        if (pages == 0 && from_the_start) {
            const auto late = page.empty() ? Milliseconds{0} : now - page.front().refresh_at;
            lateness_.set(std::chrono::floor<Seconds>(late).count());
        }
        for (const auto& due : page)
            if (start_one(due)) ++done.started;
        if (std::ssize(page) < size) co_return done;
        done.last = page.back();
    }
    done.reached_end = false;
    co_return done;
}

bool RefreshSweep::start_one(const DueConnection& due) {
    if (!take(due)) return false;
    if (scope_.spawn(next_loop_(), "due refresh", [this, due] { return refresh_one(due); })) {
        started_.add();
        return true;
    }
    give_back(due);
    return false;
}

/// A place among those in flight; one connection has one.
bool RefreshSweep::take(const DueConnection& due) {
    const auto flying = flying_.lock();
    if (flying->connections.contains(due.id)) return false;
    auto& of_provider = flying->by_provider[due.provider];
    if (!has_place(*flying, of_provider)) {
        flying->was_full = true;
        return false;
    }
    flying->connections.emplace(due.id, Flight{&of_provider, engine_.now()});
    ++of_provider.flying;
    return true;
}

/// What hangs keeps nothing busy but its own place.
bool RefreshSweep::has_place(const Flying& flying, const Count& of_provider) const {
    const int room = engine_.pace.room();
    return std::ssize(flying.connections) < std::min(options_.in_flight, room + flying.hanging) &&
           of_provider.flying < std::min(options_.per_provider, room / 2 + of_provider.hanging);
}

void RefreshSweep::count_hanging() {
    const auto now = engine_.now();
    const auto flying = flying_.lock();
    flying->was_full = false;
    flying->hanging = 0;
    for (auto& [provider, count] : flying->by_provider) count.hanging = 0;
    for (auto& [connection, flight] : flying->connections) {
        if (now - flight.began < hangs_after) continue;
        ++flight.of_provider->hanging;
        ++flying->hanging;
    }
}

/// What is in flight is due still and comes first; behind it, as many as may find a place.
int RefreshSweep::page_size() {
    const auto in_flight_now = static_cast<int>(in_flight());
    return std::min(options_.page, in_flight_now + engine_.pace.room());
}

void RefreshSweep::give_back(const DueConnection& due) {
    bool has_room = false;
    {
        const auto flying = flying_.lock();
        flying->connections.erase(due.id);
        auto& of_provider = flying->by_provider[due.provider];
        --of_provider.flying;
        // Half of the places at once, or every refresh that ends would cost a look.
        const int places = std::min(options_.per_provider, engine_.pace.room() / 2);
        has_room = flying->was_full && of_provider.flying <= places / 2;
        if (has_room) flying->was_full = false;
    }
    if (has_room) wakeup_.notify();
}

Task<Result<void>> RefreshSweep::refresh_one(DueConnection due) {
    const RefreshAsk ask{due.workspace, due.id, due.generation, Why::due};
    const auto outcome = co_await refresher_.refresh_due(ask);
    Result<void> done = ok();
    if (outcome && (std::holds_alternative<RefreshFailed>(**outcome) ||
                    std::holds_alternative<StillGood>(**outcome)))
        done = co_await put_off(due);
    give_back(due);
    co_return done;
}

/// What failed before it could move its own time (somebody else's lease, a missing integration)
/// must not be due again at once.
Task<Result<void>> RefreshSweep::put_off(DueConnection due) {
    auto& random = engine_.services.random;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto guard, co_await storage::refresh::lock(tx, due.workspace, due.id));
        CO_TRY(const auto connection,
               co_await storage::ConnectionStore::find(tx, due.workspace, due.id));
        if (!guard || !connection || connection->refresh_at != due.refresh_at) co_return ok();
        const auto delay = retry_delay(static_cast<int>(guard->failures), std::nullopt, random);
        CO_CHECK(co_await storage::ConnectionStore::set_refresh_at(tx, due.workspace, due.id,
                                                                   guard->now + delay));
        co_return ok();
    };
    co_return co_await engine_.transact(due.workspace, body);
}

/// SWEEP of `refresh.md` section 4.
Task<Result<void>> RefreshSweep::mark_refused() {
    CO_TRY(const auto overdue, co_await engine_.refreshes.refused_and_over(options_.page));
    for (const auto& each : overdue) {
        const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
            catalog::RefreshRules any;
            CO_CHECK(co_await sweep_connection(tx, each.workspace, each.connection, std::move(any),
                                               engine_.services.random));
            co_return ok();
        };
        CO_CHECK(co_await engine_.transact(each.workspace, body));
    }
    co_return ok();
}

/// Until the next stored time, with a floor so that what cannot be taken now does not spin.
Task<Result<Milliseconds>> RefreshSweep::pause() {
    CO_TRY(const auto next, co_await engine_.connections.next_refresh());
    if (!next) co_return options_.look_at_most;
    const Milliseconds left = *next - engine_.time.now();
    co_return std::clamp(left, options_.look_at_least, options_.look_at_most);
}

}  // namespace fairlead::oauth
