// SPDX-License-Identifier: Apache-2.0
#include "cache/memory_cache.h"

#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace fairlead::cache {
namespace {

class MemoryCacheTest : public testing::Test {
protected:
    ManualClock clock{from_unix_ms(1'700'000'000'000)};
    MemoryCache cache{clock, 160};
    LoopThread thread;

    template <class T>
    Result<T> wait_for(std::function<Task<Result<T>>()> work_item) {
        std::optional<Result<T>> answer;
        const std::function<Task<Result<void>>()> body = [&]() -> Task<Result<void>> {
            answer = co_await work_item();
            co_return ok();
        };
        EXPECT_TRUE(thread.run(body));
        return std::move(*answer);
    }
    std::optional<std::string> get(const std::string& key) {
        return wait_for<std::optional<std::string>>([&] { return cache.get(key); }).value();
    }
    std::optional<std::string> take(const std::string& key) {
        return wait_for<std::optional<std::string>>([&] { return cache.take(key); }).value();
    }
    Result<void> put(const std::string& key, const std::string& value, Milliseconds ttl) {
        return thread.run([&] { return cache.put(key, value, ttl); });
    }
    Cache::Count increment(const std::string& key, Milliseconds ttl) {
        return wait_for<Cache::Count>([&] { return cache.increment(key, ttl); }).value();
    }
};

TEST_F(MemoryCacheTest, KeepsAValueUntilItsTime) {
    ASSERT_TRUE(put("a", "1", 100ms));
    clock.advance(99ms);
    EXPECT_EQ(get("a"), "1");
    clock.advance(1ms);
    EXPECT_EQ(get("a"), std::nullopt);
}

TEST_F(MemoryCacheTest, AWallClockThatJumpsExpiresNothing) {
    ASSERT_TRUE(put("a", "1", 100ms));
    clock.step_wall(1h);
    EXPECT_EQ(get("a"), "1");
}

TEST_F(MemoryCacheTest, ReplacingStartsTheTimeAgain) {
    ASSERT_TRUE(put("a", "1", 100ms));
    clock.advance(60ms);
    ASSERT_TRUE(put("a", "2", 100ms));
    clock.advance(60ms);
    EXPECT_EQ(get("a"), "2");
}

TEST_F(MemoryCacheTest, OneOfManyTakersGetsTheValue) {
    ASSERT_TRUE(put("a", "1", 1h));
    EXPECT_EQ(take("a"), "1");
    EXPECT_EQ(take("a"), std::nullopt);
}

TEST_F(MemoryCacheTest, CountsWithinAWindowThatBeginsWithTheFirst) {
    EXPECT_EQ(increment("a", 100ms).value, 1);
    clock.advance(40ms);
    const auto second = increment("a", 100ms);
    EXPECT_EQ(second.value, 2);
    EXPECT_EQ(second.left, 60ms);
    clock.advance(60ms);
    EXPECT_EQ(increment("a", 100ms).value, 1);
}

TEST_F(MemoryCacheTest, FullIsAnAnswerAndTheDeadMakeRoom) {
    Result<void> last = ok();
    int stored = 0;
    for (; stored < 1000 && last; ++stored) last = put(std::to_string(stored), "x", 100ms);
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, Errc::unavailable);
    EXPECT_LE(cache.size(), 160U);
    clock.advance(100ms);
    EXPECT_TRUE(put(std::to_string(stored - 1), "x", 100ms));
}

/// Takes k0, k1, … and counts what was there.
Task<Result<void>> take_each(Cache& cache, int values, std::atomic<int>& taken) {
    for (int i = 0; i < values; ++i) {
        const std::string key = "k" + std::to_string(i);
        CO_TRY(const auto value, co_await cache.take(key));
        if (value) ++taken;
    }
    co_return ok();
}

TEST_F(MemoryCacheTest, ManyThreadsTakeEachValueOnce) {
    constexpr int values = 100;
    for (int i = 0; i < values; ++i) ASSERT_TRUE(put("k" + std::to_string(i), "v", 1h));
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            LoopThread own;
            EXPECT_TRUE(own.run([&] { return take_each(cache, values, taken); }));
        });
    }
    for (auto& thread_of_test : threads) thread_of_test.join();
    EXPECT_EQ(taken, values);
}

}  // namespace
}  // namespace fairlead::cache
