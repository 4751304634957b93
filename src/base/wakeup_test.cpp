// SPDX-License-Identifier: Apache-2.0
#include "base/wakeup.h"

#include "base/handoff.h"
#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace fairlead {
namespace {

TEST(Wakeup, ACallBeforeTheWaitIsNotLost) {
    LoopThread thread;
    Wakeup wakeup;
    wakeup.notify();
    const auto result = thread.run([&] { return wakeup.wait(1h); });
    EXPECT_TRUE(result);
}

TEST(Wakeup, ReturnsByItselfAfterItsTime) {
    LoopThread thread;
    Wakeup wakeup;
    const auto result = thread.run([&] { return wakeup.wait(1ms); });
    EXPECT_TRUE(result);
}

TEST(Wakeup, ACancelThatCameWhileTheTaskWasBusyEndsItsNextWait) {
    LoopThread thread;
    Wakeup wakeup;
    Resume<void> resume;
    TaskScope scope{[](std::string_view, const Error&) {}};
    const std::function<Task<Result<void>>()> busy_then_wait = [&]() -> Task<Result<void>> {
        std::function<void(Resume<void>)> start = [&resume](Resume<void> its) {
            resume = std::move(its);
        };
        CO_CHECK(co_await suspend<void>(std::move(start)));
        co_return co_await wakeup.wait(1h);
    };
    const std::function<Task<Result<void>>()> nothing = []() -> Task<Result<void>> {
        co_return ok();
    };
    ASSERT_TRUE(scope.spawn(thread.loop(), "busy", busy_then_wait));
    ASSERT_TRUE(thread.run(nothing));  // it is suspended now
    scope.cancel();
    ASSERT_TRUE(thread.run(nothing));  // it was told
    resume(ok());
    scope.join();
}

TEST(Wakeup, CallsFromAnotherThreadEndEveryWait) {
    LoopThread thread;
    Wakeup wakeup;
    std::atomic<int> woken{0};
    std::atomic<bool> done{false};
    std::thread caller{[&] {
        while (!done) {
            wakeup.notify();
            std::this_thread::yield();
        }
    }};
    const std::function<Task<Result<void>>()> loop_of_waits = [&]() -> Task<Result<void>> {
        for (int i = 0; i < 1000; ++i) {
            CO_CHECK(co_await wakeup.wait(1h));
            ++woken;
        }
        co_return ok();
    };
    const auto result = thread.run(loop_of_waits);
    done = true;
    caller.join();
    EXPECT_TRUE(result);
    EXPECT_EQ(woken, 1000);
}

TEST(Wakeup, ACallHoldsNothingOfALoopThatEndsWithTheWait) {
    for (int i = 0; i < 300; ++i) {
        Wakeup wakeup;
        auto home = std::make_unique<LoopThread>();
        std::thread caller{[&] { wakeup.notify(); }};
        EXPECT_TRUE(home->run([&] { return wakeup.wait(5s); }));
        home.reset();
        caller.join();
    }
}

}  // namespace
}  // namespace fairlead
