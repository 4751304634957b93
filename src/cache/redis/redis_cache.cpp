// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/redis_cache.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::cache {
namespace {

using redis::command;
using redis::Reply;
using redis::Standing;
using redis::Verdict;

constexpr std::size_t longest_answer = 200;

/// In one step, so that no counter is left without its end.
constexpr std::string_view count_script =
    "local n = redis.call('INCR', KEYS[1]) "
    "local left = redis.call('PTTL', KEYS[1]) "
    "if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) left = tonumber(ARGV[1]) end "
    "return {n, left}";

std::string count_command(const std::string& key, Milliseconds ttl) {
    const std::string life = std::to_string(std::max<std::int64_t>(1, ttl.count()));
    return command({"EVAL", count_script, "1", key, life});
}

std::string put_command(const std::string& key, const std::string& value, Milliseconds ttl) {
    const std::string life = std::to_string(std::max<std::int64_t>(1, ttl.count()));
    return command({"SET", key, value, "PX", life});
}

std::string news_channel(const RedisOptions& options) { return options.prefix + "news"; }

Error refusal(const Verdict& verdict) { return Error{Errc::invalid, verdict.line, verdict.detail}; }

}  // namespace

RedisCache::RedisCache(RedisOptions options, std::unique_ptr<redis::Connector> connector,
                       RedisServices services)
    : options_(std::move(options)),
      services_(services),
      connector_(std::move(connector)),
      health_(services.log, services.metrics, services.loops.size() + 1),
      own_counts_(services.clock) {
    const redis::LaneServices shared{*connector_, health_, services.random, options_.answer_within};
    for (std::size_t i = 0; i < services.loops.size(); ++i)
        lanes_.push_back(std::make_unique<redis::Lane>(shared, services.loops.at(i)));
    news_ = std::make_unique<redis::News>(shared, listeners_, news_channel(options_));
}

RedisCache::~RedisCache() = default;

Result<std::unique_ptr<RedisCache>> RedisCache::create(RedisOptions options,
                                                       RedisServices services) {
    TRY(auto connector, redis::Connector::create(std::move(options.connection)));
    std::unique_ptr<RedisCache> made{
        new RedisCache{std::move(options), std::move(connector), services}};
    CHECK_OK(made->open());
    made->start();
    return made;
}

/// A first connection for each, so that what is wrong is known before anything is served.
Result<void> RedisCache::open() {
    Verdict verdict;
    for (const auto& lane : lanes_) {
        CHECK_OK(run_blocking(lane->loop(), [&]() -> Task<Result<void>> {
            verdict = co_await lane->open();
            co_return ok();
        }));
        if (verdict.standing != Standing::ready) break;
    }
    if (verdict.standing == Standing::ready) {
        CHECK_OK(run_blocking(lanes_.front()->loop(), [&]() -> Task<Result<void>> {
            verdict = co_await news_->open();
            co_return ok();
        }));
    }
    if (verdict.standing == Standing::misconfigured) return refusal(verdict);
    if (verdict.standing == Standing::away) health_.failed(verdict);
    if (!verdict.notice.empty()) services_.log.warning(verdict.notice);
    return ok();
}

void RedisCache::start() {
    for (const auto& each : lanes_) {
        redis::Lane* const lane = each.get();
        services_.scope.spawn(lane->loop(), "Redis", [lane] { return lane->run(); });
        services_.scope.spawn(lane->loop(), "Redis", [lane] { return lane->write(); });
    }
    Loop& loop = lanes_.front()->loop();
    services_.scope.spawn(loop, "Redis news", [this] { return news_->run(); });
    services_.scope.spawn(loop, "Redis news", [this] { return news_->watch(); });
}

redis::Lane& RedisCache::lane_of(const Executor& executor) {
    const auto own = std::ranges::find_if(
        lanes_, [&](const auto& lane) { return &lane->loop() == &executor.context(); });
    return own == lanes_.end() ? *lanes_.front() : **own;
}

Task<Result<Reply>> RedisCache::ask(std::string command) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    redis::Lane& lane = lane_of(executor);
    std::function<void(Resume<Reply>)> start = [&lane, &command](Resume<Reply> answer) {
        lane.submit(std::move(command), std::move(answer));
    };
    auto reply = co_await suspend<Reply>(std::move(start));
    if (reply && reply->kind != Reply::Kind::error) co_return reply;
    health_.unanswered();
    if (!reply) co_return reply;
    health_.refused(*reply);
    co_return redis::out_of_reach("Redis answered: " + printable(reply->text, longest_answer));
}

Task<Result<std::optional<std::string>>> RedisCache::ask_value(std::string command) {
    CO_TRY(auto reply, co_await ask(std::move(command)));
    if (reply.kind != Reply::Kind::text) co_return std::optional<std::string>{};
    co_return std::optional<std::string>{std::move(reply.text)};
}

Task<Result<std::optional<std::string>>> RedisCache::get(std::string key) {
    std::string text = command({"GET", full(key)});
    co_return co_await ask_value(std::move(text));
}

Task<Result<std::optional<std::string>>> RedisCache::take(std::string key) {
    std::string text = command({"GETDEL", full(key)});
    co_return co_await ask_value(std::move(text));
}

Task<Result<void>> RedisCache::put(std::string key, std::string value, Milliseconds ttl) {
    std::string text = put_command(full(key), value, ttl);
    CO_CHECK(co_await ask(std::move(text)));
    health_.took_write();
    co_return ok();
}

Task<Result<void>> RedisCache::erase(std::string key) {
    std::string text = command({"DEL", full(key)});
    auto reply = co_await ask(std::move(text));
    if (reply) co_return ok();
    // It may have been counted here.
    CO_CHECK(co_await own_counts_.erase(std::move(key)));
    co_return std::move(reply).error();
}

Task<Result<Cache::Count>> RedisCache::increment(std::string key, Milliseconds ttl) {
    std::string text = count_command(full(key), ttl);
    const auto reply = co_await ask(std::move(text));
    if (reply && reply->items.size() == 2) {
        health_.took_write();
        co_return Count{reply->items[0].number, Milliseconds{reply->items[1].number}};
    }
    co_return co_await own_counts_.increment(std::move(key), ttl);
}

/// Over one lane, so that what this node publishes stays in order.
void RedisCache::publish(std::string channel, std::string message) {
    const std::string packed = redis::News::pack(channel, message);
    lanes_.front()->submit(command({"PUBLISH", news_channel(options_), packed}),
                           [](const Result<Reply>&) {});
}

std::unique_ptr<Cache::Subscription> RedisCache::subscribe(std::string channel, Listener listener) {
    return listeners_.add(std::move(channel), std::move(listener));
}

Task<Result<std::string>> RedisCache::examine(RedisOptions options) {
    CO_TRY(const auto connector, redis::Connector::create(std::move(options.connection)));
    const auto opened = co_await connector->open();
    if (!opened.link) co_return refusal(opened.verdict);
    const std::string key = options.prefix + "doctor";
    const std::string channel = news_channel(options);
    const Milliseconds life{1000};
    std::vector<std::string> commands{
        put_command(key, "1", life),    command({"GET", key}), command({"GETDEL", key}),
        count_command(key, life),       command({"DEL", key}), command({"PUBLISH", channel, ""}),
        command({"SUBSCRIBE", channel})};
    for (std::string& each : commands) {
        const auto end = std::chrono::steady_clock::now() + options.answer_within;
        const auto reply = co_await opened.link->ask(std::move(each), end);
        if (!reply) co_return refusal(redis::away(opened.place, reply.error()));
        if (reply->kind == Reply::Kind::error)
            co_return refusal(redis::refused(opened.place, *reply));
    }
    co_return opened.verdict.notice;
}

}  // namespace fairlead::cache
