// SPDX-License-Identifier: Apache-2.0
#include "base/wakeup.h"

#include "base/task_scope.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace fairlead {
namespace {

/// A loop on its own thread for the length of a test.
struct RunningLoop {
    Loop loop{1};
    boost::asio::executor_work_guard<Executor> work = boost::asio::make_work_guard(loop);
    std::thread thread{[this] { loop.run(); }};
    ~RunningLoop() {
        work.reset();
        thread.join();
    }
};

TEST(Wakeup, ACallBeforeTheWaitIsNotLost) {
    RunningLoop running;
    Wakeup wakeup;
    wakeup.notify();
    const auto result = run_blocking(running.loop, [&] { return wakeup.wait(1h); });
    EXPECT_TRUE(result);
}

TEST(Wakeup, ReturnsByItselfAfterItsTime) {
    RunningLoop running;
    Wakeup wakeup;
    const auto result = run_blocking(running.loop, [&] { return wakeup.wait(1ms); });
    EXPECT_TRUE(result);
}

TEST(Wakeup, CallsFromAnotherThreadEndEveryWait) {
    RunningLoop running;
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
    const auto result = run_blocking(running.loop, loop_of_waits);
    done = true;
    caller.join();
    EXPECT_TRUE(result);
    EXPECT_EQ(woken, 1000);
}

}  // namespace
}  // namespace fairlead
