// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/news.h"

#include "base/async.h"
#include "base/backoff.h"
#include "cache/redis/reconnecting.h"

namespace fairlead::cache::redis {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Milliseconds ask_every{5000};
constexpr char between = '\n';

}  // namespace

std::string News::pack(std::string_view channel, std::string_view message) {
    return std::string{channel}.append(1, between).append(message);
}

Task<Verdict> News::open() {
    auto opened = co_await services_.connector.open();
    if (!opened.link) co_return std::move(opened.verdict);
    std::string subscribe = command({"SUBSCRIBE", channel_});
    const auto end = SteadyClock::now() + services_.answer_within;
    const auto reply = co_await opened.link->ask(std::move(subscribe), end);
    if (!reply) co_return away(opened.place, reply.error());
    if (reply->kind == Reply::Kind::error) co_return refused(opened.place, *reply);
    link_ = std::move(opened.link);
    heard_ = true;
    services_.health.joined();
    listeners_.tell_missed();
    co_return std::move(opened.verdict);
}

Task<Result<void>> News::run() {
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
            const auto lost = co_await listen(std::move(link));
            link_->close();
            link_.reset();
            services_.health.left();
            if (SteadyClock::now() - began > lasting) attempt = 0;
        }
        const auto wait = backoff_delay(attempt++, soonest_retry, latest_retry, services_.random);
        CO_CHECK(co_await sleep_for(wait));
    }
}

Task<Result<void>> News::listen(std::shared_ptr<Link> link) {
    for (;;) {
        CO_TRY(const auto reply, co_await link->next());
        heard_ = true;
        if (reply.kind == Reply::Kind::error)
            co_return Error{Errc::unavailable, "Redis sends no news."};
        pass_on(reply);
    }
}

/// Answers to watch() have no third part.
void News::pass_on(const Reply& reply) {
    if (reply.items.size() != 3 || reply.items[0].text != "message") return;
    const std::string& text = reply.items[2].text;
    const auto at = text.find(between);
    if (at == std::string::npos) return;
    listeners_.tell(text.substr(0, at), text.substr(at + 1));
}

Task<Result<void>> News::watch() {
    for (;;) {
        CO_CHECK(co_await sleep_for(ask_every));
        auto link = link_;
        if (!link) continue;
        if (!std::exchange(heard_, false)) {
            link->close();
            continue;
        }
        std::string ping = command({"PING"});
        link->close_at(SteadyClock::now() + services_.answer_within);
        const auto written = co_await link->write(std::move(ping));
        if (written) link->stay_open();
    }
}

}  // namespace fairlead::cache::redis
