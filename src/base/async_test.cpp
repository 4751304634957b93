// SPDX-License-Identifier: Apache-2.0
#include "base/async.h"

#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <future>

namespace fairlead {
namespace {

TEST(SleepFor, WaitsItsTime) {
    LoopThread home;
    const auto before = std::chrono::steady_clock::now();
    const auto result = home.run([]() -> Task<Result<void>> { co_return co_await sleep_for(3ms); });
    EXPECT_TRUE(result);
    EXPECT_GE(std::chrono::steady_clock::now() - before, 3ms);
}

TEST(SleepFor, CancelledAnswersAtOnce) {
    LoopThread home;
    std::promise<void> sleeping;
    Errc first = Errc::internal;
    Errc second = Errc::internal;
    TaskScope scope{[](std::string_view, const Error&) {}};
    scope.spawn(home.loop(), "sleeps", [&]() -> Task<Result<void>> {
        sleeping.set_value();
        const auto long_sleep = co_await sleep_for(1h);
        first = long_sleep.error().code;
        // A cancelled task goes on, but does not fall asleep again.
        const auto again = co_await sleep_for(1h);
        second = again.error().code;
        const auto checked = co_await check_cancelled();
        EXPECT_FALSE(checked);
        co_return ok();
    });
    sleeping.get_future().wait();
    scope.cancel();
    scope.join();
    EXPECT_EQ(first, Errc::cancelled);
    EXPECT_EQ(second, Errc::cancelled);
}

TEST(CheckCancelled, QuietWhileNobodyCancels) {
    LoopThread home;
    EXPECT_TRUE(home.run([]() -> Task<Result<void>> { co_return co_await check_cancelled(); }));
}

}  // namespace
}  // namespace fairlead
