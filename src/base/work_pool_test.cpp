// SPDX-License-Identifier: Apache-2.0
#include "base/async.h"
#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <future>
#include <limits>
#include <thread>

namespace fairlead {
namespace {

TEST(WorkPool, RunsOnItsThreadsAndComesBack) {
    LoopThread home;
    WorkPool pool{2};
    std::thread::id worked_on;
    std::thread::id came_back_on;
    std::function<Result<int>()> work = [&]() -> Result<int> {
        worked_on = std::this_thread::get_id();
        return 5;
    };
    const auto result = home.run([&]() -> Task<Result<void>> {
        CO_TRY(const int five, co_await offload(pool, work));
        EXPECT_EQ(five, 5);
        came_back_on = std::this_thread::get_id();
        co_return ok();
    });
    EXPECT_TRUE(result);
    EXPECT_EQ(came_back_on, home.id());
    EXPECT_NE(worked_on, home.id());
}

TEST(WorkPool, ErrorsAndExceptionsAreResults) {
    LoopThread home;
    WorkPool pool{1};
    std::function<Result<void>()> fails = []() -> Result<void> {
        return Error{Errc::conflict, "no"};
    };
    std::function<Result<void>()> throws = []() -> Result<void> { throw std::runtime_error("x"); };
    const auto result = home.run([&]() -> Task<Result<void>> {
        const auto failed = co_await offload(pool, fails);
        EXPECT_EQ(failed.error().code, Errc::conflict);
        const auto threw = co_await offload(pool, throws);
        EXPECT_EQ(threw.error().code, Errc::internal);
        EXPECT_EQ(threw.error().detail, "x");
        co_return ok();
    });
    EXPECT_TRUE(result);
}

TEST(WorkPool, FullQueueIsUnavailable) {
    LoopThread home;
    std::promise<void> started;
    std::promise<void> release;
    WorkPool pool{1, 1};  // ends before what its work refers to
    ASSERT_TRUE(pool.submit([&] {
        started.set_value();
        release.get_future().wait();
    }));
    started.get_future().wait();
    ASSERT_TRUE(pool.submit([] {}));
    EXPECT_FALSE(pool.submit([] {}));
    std::function<Result<int>()> work = []() -> Result<int> { return 1; };
    const auto result = home.run([&]() -> Task<Result<void>> {
        CO_CHECK(co_await offload(pool, work));
        co_return ok();
    });
    EXPECT_EQ(result.error().code, Errc::unavailable);
    release.set_value();
}

TEST(WorkPool, WhatWaitsAtTheEndIsCancelled) {
    LoopThread home;
    auto* const pool = new WorkPool{1, std::numeric_limits<std::size_t>::max()};
    std::promise<void> started;
    std::promise<void> release;
    bool finished = false;
    ASSERT_TRUE(pool->submit([&] {
        started.set_value();
        release.get_future().wait();
        finished = true;
    }));
    started.get_future().wait();

    std::promise<void> queued;
    Errc seen = Errc::internal;
    bool ran = false;
    TaskScope scope{[](std::string_view, const Error&) {}};
    std::function<Result<int>()> never = [&]() -> Result<int> {
        ran = true;
        return 1;
    };
    scope.spawn(home.loop(), "waits", [&]() -> Task<Result<void>> {
        const auto answer = co_await offload(*pool, never);
        seen = answer ? Errc::internal : answer.error().code;
        co_return ok();
    });
    // Behind the coroutine's start in the loop's queue, so its work is in the pool's queue.
    ASSERT_TRUE(home.run([]() -> Task<Result<void>> { co_return ok(); }));
    std::thread ending{[pool] { delete pool; }};
    // The pool stops taking work before it waits for what runs; full it never is.
    while (pool->submit([] {})) std::this_thread::yield();
    release.set_value();
    ending.join();
    scope.join();
    EXPECT_TRUE(finished);
    EXPECT_FALSE(ran);
    EXPECT_EQ(seen, Errc::cancelled);
}

}  // namespace
}  // namespace fairlead
