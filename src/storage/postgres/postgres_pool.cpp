// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_pool.h"

#include "storage/postgres/postgres_error.h"

#include <algorithm>

namespace fairlead::storage {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// A reader that has so many questions under way leaves the next to another: as many as can share a
/// Sync are cheaper for the server than a few on each reader.
constexpr std::size_t busy_reader = 16;
constexpr auto look_again = std::chrono::milliseconds{400};
constexpr Milliseconds token_patience{30'000};
constexpr auto tick = std::chrono::milliseconds{500};
/// What is committed within it is told at once.
constexpr auto gathering = std::chrono::milliseconds{10};

/// Nodes that lost the same server come back spread out.
std::chrono::milliseconds spread(std::chrono::milliseconds around, const void* who) {
    const auto now = static_cast<std::uint64_t>(SteadyClock::now().time_since_epoch().count());
    const std::uint64_t mixed = (now ^ reinterpret_cast<std::uintptr_t>(who)) * 0x9e3779b97f4a7c15;
    return around / 2 + around * static_cast<std::int64_t>(mixed >> 48U) / 65536;
}

Error no_connection_free() {
    return Error{.code = Errc::unavailable,
                 .message = "Every connection to the database is busy. Try again.",
                 .detail = "no connection was given back in time",
                 .retry_after = std::chrono::seconds{1}};
}

}  // namespace

Task<Result<PostgresConnection::Handle>> PostgresPool::try_to_connect() {
    const std::function<Result<PostgresConnection::Handle>()> work = [this] {
        return PostgresConnection::connect(options_);
    };
    const auto self = shared_from_this();
    ++coming_;
    const auto began = SteadyClock::now();
    auto handle = co_await offload(connecting_, work);
    // Where this process stood still, the server may have answered in time.
    if (!handle && stood_still_since(began)) handle = co_await offload(connecting_, work);
    --coming_;
    co_return handle;
}

Task<Result<PostgresPool::Held>> PostgresPool::connect() {
    const auto now = SteadyClock::now();
    if (const auto refused = refusal(now)) co_return *refused;
    const auto self = shared_from_this();
    auto handle = co_await try_to_connect();
    if (!handle) {
        note_failure(handle.error(), now);
        co_return std::move(handle).error();
    }
    if (closed_) co_return connection_lost("the server is stopping");
    away_since_.reset();
    contact_.was_made();
    const auto made = std::make_shared<PostgresConnection>(loop_, *std::move(handle), options_);
    made->start();
    co_return made;
}

std::optional<Error> PostgresPool::refusal(Instant now) {
    if (closed_) return connection_lost("the server is stopping");
    if (!away_since_ || now - *away_since_ < options_.connect_limit || now >= next_look_) {
        next_look_ = now + spread(look_again, this);
        return std::nullopt;
    }
    return why_away_;
}

void PostgresPool::note_failure(const Error& error, Instant now) {
    if (!away_since_) away_since_ = now;
    why_away_ = error;
    contact_.broke();
}

PostgresPool::Held PostgresPool::next_reader() {
    std::erase_if(readers_, [](const Held& reader) { return !reader->is_open(); });
    for (const Held& reader : readers_) {
        if (reader->under_way() < busy_reader) return reader;
    }
    const auto best = std::min_element(
        readers_.begin(), readers_.end(),
        [](const Held& a, const Held& b) { return a->under_way() < b->under_way(); });
    return best == readers_.end() ? nullptr : *best;
}

Task<Result<PostgresPool::Held>> PostgresPool::reader() {
    watch();
    auto best = next_reader();
    const bool may_grow = readers_.size() < options_.reading && !reader_is_coming_;
    if (best && (best->under_way() < busy_reader || !may_grow)) co_return best;
    if (!best && reader_is_coming_) co_return co_await wait_for_reader();
    co_return co_await connect_reader();
}

Task<Result<PostgresPool::Held>> PostgresPool::connect_reader() {
    reader_is_coming_ = true;
    const auto deadline = SteadyClock::now() + options_.connect_limit;
    auto made = co_await connect();
    while (!made && !closed_ && SteadyClock::now() < deadline) {
        const auto slept = co_await sleep_for(spread(look_again, this));
        if (!slept) break;
        made = co_await connect();
    }
    reader_is_coming_ = false;
    if (made) readers_.push_back(*made);
    for (const auto& resume : std::exchange(wait_for_reader_, {})) resume(made);
    co_return made;
}

Task<Result<PostgresPool::Held>> PostgresPool::wait_for_reader() {
    std::function<void(Resume<Held>)> start = [this](Resume<Held> resume) {
        wait_for_reader_.push_back(std::move(resume));
    };
    return suspend<Held>(std::move(start));
}

Task<Result<PostgresPool::Lease>> PostgresPool::lend(Priority priority) {
    watch();
    CO_TRY(auto connection, co_await writer(priority));
    lent_.push_back(connection);
    co_return Lease{shared_from_this(), std::move(connection)};
}

Task<Result<PostgresPool::Held>> PostgresPool::writer(Priority priority) {
    // A refresh waits as long as its callers do: there is no sense in asking them to ask again.
    const bool is_of_token = priority == Priority::answers || priority == Priority::tokens;
    const auto patience = is_of_token ? token_patience : options_.connect_limit;
    const auto deadline = SteadyClock::now() + patience;
    if (auto idle = take_idle()) co_return idle;
    if (writers_ < options_.writing) co_return co_await connect_writer();
    co_return co_await wait_for_writer(priority, deadline);
}

Task<Result<PostgresPool::Held>> PostgresPool::connect_writer() {
    const auto deadline = SteadyClock::now() + options_.connect_limit;
    ++writers_;
    auto made = co_await connect();
    while (!made && !closed_ && SteadyClock::now() < deadline) {
        const auto slept = co_await sleep_for(spread(look_again, this));
        if (!slept) break;
        made = co_await connect();
    }
    if (!made) {
        --writers_;
        pass_on();
    }
    co_return made;
}

Task<Result<PostgresPool::Held>> PostgresPool::wait_for_writer(Priority priority,
                                                               Instant deadline) {
    std::function<void(Resume<Held>)> start = [this, priority, deadline](Resume<Held> resume) {
        wait_for_writer_[static_cast<std::size_t>(priority)].push_back(
            {std::move(resume), deadline});
    };
    CO_TRY(auto handed, co_await suspend<Held>(std::move(start)));
    // A place without a connection: the one that had it lost it.
    if (handed) co_return handed;
    --writers_;
    co_return co_await connect_writer();
}

void PostgresPool::tell_soon() {
    if (telling_ || closed_) return;
    telling_ = true;
    teller_.expires_after(gathering);
    teller_.async_wait([self = shared_from_this()](boost::system::error_code problem) {
        self->telling_ = false;
        if (!problem && !self->closed_) self->tell();
    });
}

/// Nobody waits for this commit: should the server go down with it, it is not there to wake anybody.
void PostgresPool::tell() {
    const auto open = [](const Held& held) { return held->is_open(); };
    auto found = std::find_if(idle_.begin(), idle_.end(), open);
    Held teller = found == idle_.end() ? next_reader() : *found;
    if (!teller) {
        // All are lent; or the server is away, and whoever listens looks when it is back.
        if (writers_ > 0) tell_soon();
        return;
    }
    PostgresGroup group;
    group.push_back({"SELECT set_config('synchronous_commit', 'off', true)", {}});
    group.push_back({"NOTIFY fairlead_commit", {}});
    teller->send(std::move(group));
}

PostgresPool::Held PostgresPool::take_idle() {
    while (!idle_.empty()) {
        auto last = std::move(idle_.back());
        idle_.pop_back();
        if (last->is_open()) return last;
        --writers_;
    }
    return nullptr;
}

void PostgresPool::give_back(Held connection) {
    std::erase_if(lent_, [&](const auto& lent) { return lent.lock() == connection; });
    if (!connection->is_open() && !closed_) contact_.broke();
    // Whatever was left half done must not meet the next one.
    if (connection->under_way() > 0 || connection->is_in_transaction()) connection->close();
    if (connection->is_open() && !closed_) {
        idle_.push_back(std::move(connection));
    } else {
        connection->close();
        --writers_;
    }
    pass_on();
}

/// Gives what is free to who waits longest, the most urgent first.
void PostgresPool::pass_on() {
    for (auto& queue : wait_for_writer_) {
        while (!queue.empty()) {
            auto free = take_idle();
            if (!free && writers_ >= options_.writing) return;
            if (!free) ++writers_;  // its place, to connect in
            auto waiter = std::move(queue.front());
            queue.pop_front();
            waiter.resume(std::move(free));
        }
    }
}

void PostgresPool::watch() {
    if (watching_ || closed_) return;
    watching_ = true;
    timer_.expires_after(tick);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code problem) {
        self->watching_ = false;
        if (!problem) self->on_tick();
    });
}

void PostgresPool::on_tick() {
    const auto now = SteadyClock::now();
    if (const auto late = now - timer_.expiry(); late > tick) forgive(late, now);
    expire_waiters(now);
    for (const auto& reader : readers_) reader->check_overdue(now);
    for (const auto& weak : lent_) {
        if (const auto lent = weak.lock()) lent->check_overdue(now);
    }
    if (has_something_to_watch()) watch();
}

bool PostgresPool::has_something_to_watch() const {
    const bool asks = std::any_of(readers_.begin(), readers_.end(),
                                  [](const Held& reader) { return reader->under_way() > 0; });
    return asks || !lent_.empty() || coming_ > 0 ||
           std::any_of(wait_for_writer_.begin(), wait_for_writer_.end(),
                       [](const auto& queue) { return !queue.empty(); });
}

/// This process stood still, and what it waits for had no chance to come.
void PostgresPool::forgive(SteadyClock::duration late, Instant now) {
    stood_still_ = now;
    for (auto& queue : wait_for_writer_) {
        for (Waiter& waiter : queue) waiter.deadline += late;
    }
}

/// Also where the tick that would tell has yet to come.
bool PostgresPool::stood_still_since(Instant then) const {
    return stood_still_ >= then || (watching_ && SteadyClock::now() - timer_.expiry() > tick);
}

void PostgresPool::expire_waiters(Instant now) {
    for (auto& queue : wait_for_writer_) {
        while (!queue.empty() && queue.front().deadline <= now) {
            queue.front().resume(no_connection_free());
            queue.pop_front();
        }
    }
}

std::size_t PostgresPool::open() const { return readers_.size() + writers_; }

void PostgresPool::close() {
    closed_ = true;
    timer_.cancel();
    teller_.cancel();
    for (const auto& reader : std::exchange(readers_, {})) reader->close();
    for (const auto& idle : std::exchange(idle_, {})) idle->close();
    for (const auto& weak : std::exchange(lent_, {})) {
        if (const auto lent = weak.lock()) lent->close();
    }
    for (const auto& resume : std::exchange(wait_for_reader_, {})) {
        resume(connection_lost("the server is stopping"));
    }
    for (auto& queue : wait_for_writer_) {
        for (auto& waiter : std::exchange(queue, {})) {
            waiter.resume(connection_lost("the server is stopping"));
        }
    }
}

}  // namespace fairlead::storage
