// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/loop_thread.h"
#include "cache/redis/redis_cache.h"
#include "crypto/random.h"
#include "support/http_caller.h"
#include "support/redis_under_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace fairlead::tests {

/// Two loops and what they run, as a server has them; what it logs holds no password.
class NodeLoops {
public:
    NodeLoops() { loops.start(); }
    ~NodeLoops() {
        loops.stop();
        const auto all = *lines.lock();
        for (const std::string& line : all) EXPECT_EQ(line.find("p@ss"), std::string::npos) << line;
    }
    NodeLoops(const NodeLoops&) = delete;
    NodeLoops& operator=(const NodeLoops&) = delete;

    template <class T>
    Result<T> ask(std::function<Task<Result<T>>()> work) {
        std::optional<Result<T>> answer;
        const auto keep = [&]() -> Task<Result<void>> {
            answer = co_await work();
            co_return ok();
        };
        CHECK_OK(run_blocking(loops.next(), keep));
        return *std::move(answer);
    }
    std::ptrdiff_t logged(const std::string& text) {
        const auto held = lines.lock();
        return std::ranges::count_if(
            *held, [&](const std::string& line) { return line.find(text) != std::string::npos; });
    }

    SystemClock clock;
    crypto::SystemRandom random;
    Mutex<std::vector<std::string>> lines;
    Log log{clock, LogLevel::debug,
            [this](std::string_view line) { lines.lock()->emplace_back(line); }};
    Metrics metrics;
    net::Loops loops{2};
    TaskScope scope{[](std::string_view name, const Error& error) {
        ADD_FAILURE() << name << ": " << error.message << " " << error.detail;
    }};
};

/// One node's cache over a real Redis.
class RedisNode : public NodeLoops {
public:
    RedisNode() = default;
    explicit RedisNode(const std::string& url, const std::string& authority = {}) {
        must(open(url, authority));
    }
    ~RedisNode() {
        scope.cancel();  // what runs uses the cache
        scope.join();
        loops.stop();
    }
    RedisNode(const RedisNode&) = delete;
    RedisNode& operator=(const RedisNode&) = delete;

    Result<void> open(const std::string& url, const std::string& authority = {}) {
        TRY(cache, cache::RedisCache::create(options(url, authority),
                                             {loops, scope, clock, random, log, metrics}));
        return ok();
    }
    static cache::RedisOptions options(const std::string& url, const std::string& authority = {}) {
        cache::RedisOptions options;
        options.connection.address = must(cache::redis::Address::parse(url));
        options.connection.authority_pem = authority;
        return options;
    }

    Result<std::optional<std::string>> get(const std::string& key) {
        return ask<std::optional<std::string>>([&] { return cache->get(key); });
    }
    Result<std::optional<std::string>> take(const std::string& key) {
        return ask<std::optional<std::string>>([&] { return cache->take(key); });
    }
    Result<void> put(const std::string& key, const std::string& value) {
        return run_blocking(loops.next(),
                            [&] { return cache->put(key, value, Milliseconds{3600'000}); });
    }
    std::int64_t count(const std::string& key) {
        return must(
                   ask<Cache::Count>([&] { return cache->increment(key, Milliseconds{3600'000}); }))
            .value;
    }

    std::unique_ptr<cache::RedisCache> cache;
};

/// Asks again until it holds, for half a minute.
inline bool comes_true(const std::function<bool()>& holds) {
    for (int i = 0; i < 3000; ++i) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
}

}  // namespace fairlead::tests
