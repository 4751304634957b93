// SPDX-License-Identifier: Apache-2.0
#include "http/rate_limiter.h"

#include "base/loop_thread.h"
#include "http/fake_cache.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

class RateLimiterTest : public testing::Test {
protected:
    Result<void> check(std::string name, std::string key) {
        return thread.run([&]() -> Task<Result<void>> { return limiter.check(name, key); });
    }

    LoopThread thread;
    FakeCache cache;
    RateLimiter limiter{cache, {{"login", LimitBy::address, 3, Milliseconds{300000}}}};
};

TEST_F(RateLimiterTest, RefusesTheOneAfterTheLastAndNamesTheWait) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(check("login", "1.2.3.4"));
    const auto refused = check("login", "1.2.3.4");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::rate_limited);
    EXPECT_EQ(refused.error().message, "Too many attempts. Please try again in 5 minutes.");
    EXPECT_EQ(refused.error().retry_after, Seconds{300});
}

TEST_F(RateLimiterTest, CountsKeysApart) {
    for (int i = 0; i < 4; ++i) (void)check("login", "1.2.3.4");
    EXPECT_TRUE(check("login", "1.2.3.5"));
}

TEST_F(RateLimiterTest, LetsThroughWhereTheCacheIsDown) {
    cache.broken = true;
    for (int i = 0; i < 9; ++i) EXPECT_TRUE(check("login", "1.2.3.4"));
}

TEST(WaitText, RoundsUp) {
    EXPECT_EQ(wait_text(Milliseconds{0}), "in 1 second");
    EXPECT_EQ(wait_text(Milliseconds{1001}), "in 2 seconds");
    EXPECT_EQ(wait_text(Milliseconds{59001}), "in 1 minute");
    EXPECT_EQ(wait_text(Milliseconds{61000}), "in 2 minutes");
    EXPECT_EQ(wait_text(Milliseconds{3 * 3600 * 1000}), "in 3 hours");
}

}  // namespace
}  // namespace fairlead::http
