// SPDX-License-Identifier: Apache-2.0
#include "base/task_scope.h"

#include "base/async.h"
#include "base/loop_thread.h"
#include "base/mutex.h"

#include <gtest/gtest.h>

#include <future>

namespace fairlead {
namespace {

using Reports = Mutex<std::vector<std::string>>;

TaskScope::ErrorSink into(Reports& reports) {
    return [&reports](std::string_view name, const Error& error) {
        reports.lock()->push_back(std::string{name} + ": " + error.message + "|" + error.detail);
    };
}

TEST(TaskScope, ReportsFailuresAndExceptions) {
    LoopThread home;
    Reports reports;
    TaskScope scope{into(reports)};
    scope.spawn(home.loop(), "good", []() -> Task<Result<void>> { co_return ok(); });
    scope.join();
    scope.spawn(home.loop(), "fails",
                []() -> Task<Result<void>> { co_return Error{Errc::conflict, "no"}; });
    scope.join();
    scope.spawn(home.loop(), "throws", []() -> Task<Result<void>> {
        throw std::runtime_error("bang");
        co_return ok();
    });
    scope.join();
    scope.spawn(home.loop(), "stops",
                []() -> Task<Result<void>> { co_return Error{Errc::cancelled, "by itself"}; });
    scope.join();
    EXPECT_EQ(*reports.lock(),
              (std::vector<std::string>{"fails: no|",
                                        "throws: Something went wrong on our side.|exception: bang",
                                        "stops: by itself|"}));
}

TEST(TaskScope, CancelsSleepersOnEveryLoopAndTakesNoMore) {
    LoopThread first;
    LoopThread second;
    Reports reports;
    TaskScope scope{into(reports)};
    for (int i = 0; i < 50; ++i) {
        Loop& loop = i % 2 == 0 ? first.loop() : second.loop();
        EXPECT_TRUE(scope.spawn(loop, "sleeps",
                                []() -> Task<Result<void>> { co_return co_await sleep_for(1h); }));
    }
    EXPECT_EQ(scope.running(), 50u);
    scope.cancel();
    scope.join();
    EXPECT_EQ(scope.running(), 0u);
    EXPECT_TRUE(reports.lock()->empty());
    EXPECT_FALSE(scope.spawn(first.loop(), "late", []() -> Task<Result<void>> { co_return ok(); }));
}

TEST(TaskScope, CancelledTaskFinishesWhatItMust) {
    LoopThread home;
    WorkPool pool{1};
    bool stored = false;
    std::promise<void> sleeping;
    Reports reports;
    TaskScope scope{into(reports)};
    std::function<Result<int>()> store = []() -> Result<int> { return 1; };
    scope.spawn(home.loop(), "stores", [&]() -> Task<Result<void>> {
        sleeping.set_value();
        static_cast<void>(co_await sleep_for(1h));
        CO_TRY(const int answer, co_await offload(pool, store));
        stored = answer == 1;
        co_return ok();
    });
    sleeping.get_future().wait();
    scope.cancel();
    scope.join();
    EXPECT_TRUE(stored);
    EXPECT_TRUE(reports.lock()->empty());
}

TEST(TaskScope, WorkDiesBeforeJoinReturns) {
    LoopThread home;
    const auto captured = std::make_shared<int>(1);
    Reports reports;
    TaskScope scope{into(reports)};
    for (int i = 0; i < 200; ++i) {
        auto held = captured;
        scope.spawn(home.loop(), "holds", [held]() -> Task<Result<void>> {
            const Milliseconds short_time{*held};
            co_return co_await sleep_for(short_time);
        });
        held.reset();
        scope.join();
        ASSERT_EQ(captured.use_count(), 1);
    }
}

TEST(TaskScope, ChildrenMaySpawnChildren) {
    LoopThread home;
    Reports reports;
    std::atomic<int> born{0};
    TaskScope scope{into(reports)};
    std::function<Task<Result<void>>(int)> family = [&](int depth) -> Task<Result<void>> {
        ++born;
        if (depth == 0) co_return ok();
        for (int i = 0; i < 2; ++i) {
            scope.spawn(home.loop(), "child", [&family, depth] { return family(depth - 1); });
        }
        co_return ok();
    };
    scope.spawn(home.loop(), "root", [&] { return family(6); });
    scope.join();
    EXPECT_EQ(born, 127);
}

/// Short tasks on both loops in turn, until the scope takes no more.
void spawn_until_cancelled(TaskScope& scope, Loop& first, Loop& second) {
    bool alive = true;
    for (int i = 0; i < 200 && alive; ++i) {
        alive = scope.spawn(i % 2 == 0 ? first : second, "short",
                            []() -> Task<Result<void>> { co_return co_await sleep_for(1ms); });
    }
}

TEST(TaskScope, SpawnAndCancelRace) {
    // For the thread sanitizer: cancel falls among starts and ends on two loops.
    for (int round = 0; round < 30; ++round) {
        LoopThread first;
        LoopThread second;
        Reports reports;
        TaskScope scope{into(reports)};
        std::thread spawner{[&] { spawn_until_cancelled(scope, first.loop(), second.loop()); }};
        std::this_thread::yield();
        scope.cancel();
        spawner.join();
        scope.join();
        EXPECT_TRUE(reports.lock()->empty());
    }
}

TEST(TaskScope, LoopThatNeverRunsDoesNotHoldTheScope) {
    Reports reports;
    TaskScope scope{into(reports)};
    {
        Loop loop;
        scope.spawn(loop, "never", []() -> Task<Result<void>> { co_return ok(); });
        EXPECT_EQ(scope.running(), 1u);
    }
    scope.join();
    EXPECT_EQ(scope.running(), 0u);
}

TEST(TaskScopeDeathTest, UnjoinedChildrenAreABug) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            Loop loop;
            TaskScope scope{[](std::string_view, const Error&) {}};
            scope.spawn(loop, "never", []() -> Task<Result<void>> { co_return ok(); });
        },
        "broken invariant");
}

TEST(RunBlocking, AnswersWhatTheWorkAnswered) {
    LoopThread home;
    EXPECT_TRUE(home.run([]() -> Task<Result<void>> { co_return ok(); }));
    const auto failed =
        home.run([]() -> Task<Result<void>> { co_return Error{Errc::not_found, "gone"}; });
    EXPECT_EQ(failed.error().code, Errc::not_found);
    const auto threw = home.run([]() -> Task<Result<void>> {
        throw std::runtime_error("bang");
        co_return ok();
    });
    EXPECT_EQ(threw.error().code, Errc::internal);
}

}  // namespace
}  // namespace fairlead
