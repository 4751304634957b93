// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/lane.h"

#include "base/async.h"
#include "base/backoff.h"
#include "cache/redis/reconnecting.h"

#include <algorithm>

namespace fairlead::cache::redis {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t most_waiting = 100'000;
constexpr std::size_t most_bytes = std::size_t{64} << 20;
/// A silent connection may have died unnoticed.
constexpr Milliseconds ping_every{10'000};

/// Redis answers, but is not the one to ask any more.
bool sends_away(const Reply& reply) {
    return reply.is_error("READONLY") || reply.is_error("MASTERDOWN") ||
           reply.is_error("LOADING") || reply.is_error("NOAUTH");
}

}  // namespace

Error out_of_reach(std::string detail) {
    return Error{.code = Errc::unavailable,
                 .message =
                     "This cannot be done for a moment: a service that Fairlead needs for "
                     "it is away. Try again.",
                 .detail = std::move(detail),
                 .retry_after = Seconds{5}};
}

void Lane::submit(std::string command, Resume<Reply> answer) {
    if (loop_.get_executor().running_in_this_thread())
        return enqueue(std::move(command), std::move(answer));
    auto here = [this, command = std::move(command), answer = std::move(answer)]() mutable {
        enqueue(std::move(command), std::move(answer));
    };
    boost::asio::post(loop_, std::move(here));
}

void Lane::enqueue(std::string command, Resume<Reply> answer) {
    if (!link_) return answer(out_of_reach("there is no connection to Redis"));
    if (waiting_.size() >= most_waiting || out_.size() >= most_bytes)
        return answer(out_of_reach("too many commands wait for Redis"));
    waiting_.push_back({std::move(answer), SteadyClock::now() + until_look()});
    out_ += command;
    news_.notify();
}

void Lane::begin(std::shared_ptr<Link> link) {
    link_ = std::move(link);
    was_silent_ = false;
    services_.health.joined();
    news_.notify();
}

void Lane::end(const Error& why) {
    link_->close();
    link_.reset();
    out_.clear();
    for (Waiting& each : std::exchange(waiting_, {}))
        each.answer(out_of_reach(why.message + " " + why.detail));
    services_.health.left();
}

Task<Verdict> Lane::open() {
    auto opened = co_await services_.connector.open();
    if (opened.link) begin(std::move(opened.link));
    co_return std::move(opened.verdict);
}

Task<Result<void>> Lane::run() {
    int attempt = 0;
    for (;;) {
        const auto began = SteadyClock::now();
        if (!link_) {
            const auto verdict = co_await open();
            const auto alive = co_await check_cancelled();
            if (!link_ && alive) services_.health.failed(verdict);
        }
        if (link_) {
            auto link = link_;
            const auto lost = co_await read_all(std::move(link));
            end(lost.error());
            if (SteadyClock::now() - began > lasting) attempt = 0;
        }
        const auto wait = backoff_delay(attempt++, soonest_retry, latest_retry, services_.random);
        CO_CHECK(co_await sleep_for(wait));
    }
}

Task<Result<void>> Lane::read_all(std::shared_ptr<Link> link) {
    for (;;) {
        CO_TRY(auto reply, co_await link->next());
        was_silent_ = false;
        if (waiting_.empty())
            co_return Error{Errc::unavailable, "Redis answered what nobody asked."};
        auto answer = std::move(waiting_.front().answer);
        waiting_.pop_front();
        const bool is_over = sends_away(reply);
        answer(std::move(reply));
        if (is_over) co_return Error{Errc::unavailable, "This Redis is not the one to ask."};
    }
}

Milliseconds Lane::until_due() const {
    if (!link_ || link_->is_closed() || waiting_.empty()) return ping_every;
    const auto left = waiting_.front().end - SteadyClock::now();
    return std::max(Milliseconds{1}, std::chrono::ceil<Milliseconds>(left));
}

/// Gives up what is silent for too long. At the second look alone: a loop that was held up has
/// neither sent nor read what there is, which says nothing about Redis.
void Lane::look_after(Link& link) {
    const auto now = SteadyClock::now();
    if (waiting_.empty() || waiting_.front().end > now) return;
    if (std::exchange(was_silent_, true)) return link.close();
    waiting_.front().end = now + until_look();
}

Task<Result<void>> Lane::write() {
    for (;;) {
        const auto before = SteadyClock::now();
        const auto due = until_due();
        CO_CHECK(co_await news_.wait(due));
        auto link = link_;
        if (!link) continue;
        look_after(*link);
        if (out_.empty() && waiting_.empty() && SteadyClock::now() - before >= ping_every)
            enqueue(command({"PING"}), [](const Result<Reply>&) {});
        const auto written = co_await write_all(std::move(link));
        if (!written && link_) look_after(*link_);
    }
}

Task<Result<void>> Lane::write_all(std::shared_ptr<Link> link) {
    while (link == link_ && !out_.empty() && !link->is_closed()) {
        std::string bytes = std::exchange(out_, {});
        link->close_at(SteadyClock::now() + services_.answer_within);
        auto written = co_await link->write(std::move(bytes));
        if (!written) link->close();
        CO_CHECK(std::move(written));
        link->stay_open();
    }
    co_return ok();
}

}  // namespace fairlead::cache::redis
