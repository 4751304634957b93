// SPDX-License-Identifier: Apache-2.0
#include "oauth/told_wait.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

constexpr Time noon{Milliseconds{1'700'000'000'000}};

catalog::AuthMethod with(const char* throttle) {
    catalog::AuthMethod method;
    method.api.throttle = Json{throttle};
    return method;
}

TEST(ToldWait, IsRetryAfterBeforeAnythingElse) {
    const auto method = with(R"({"wait_seconds":["X-Reset"]})");
    EXPECT_EQ(told_wait(method, 503, {{"Retry-After", "7"}}, noon), Seconds{7});
    EXPECT_EQ(told_wait(method, 429, {{"Retry-After", "7"}, {"X-Reset", "9"}}, noon), Seconds{7});
}

TEST(ToldWait, IsWhatThePlatformsOwnHeadersSayWithA429) {
    const auto seconds = with(R"({"wait_seconds":["Retry-After","X-Other","X-Reset"]})");
    EXPECT_EQ(told_wait(seconds, 429, {{"X-Reset", "42"}}, noon), Seconds{42});
    EXPECT_EQ(told_wait(seconds, 429, {{"X-Reset", "soon"}}, noon), std::nullopt);
    EXPECT_EQ(told_wait(seconds, 429, {{"X-Reset", "-5"}}, noon), Seconds{0});
    EXPECT_EQ(told_wait(seconds, 429, {{"X-Reset", "99999999"}}, noon), Seconds{86400});
    EXPECT_EQ(told_wait(seconds, 429, {}, noon), std::nullopt);
    const auto until = with(R"({"wait_until":["X-Reset"]})");
    EXPECT_EQ(told_wait(until, 429, {{"X-Reset", "1700000060"}}, noon), Seconds{60});
    EXPECT_EQ(told_wait(until, 429, {{"X-Reset", "1600000000"}}, noon), Seconds{0});
}

TEST(ToldWait, IsNotReadWhereTheyComeWithEveryAnswer) {
    const auto method = with(R"({"wait_seconds":["X-Reset"]})");
    EXPECT_EQ(told_wait(method, 500, {{"X-Reset", "42"}}, noon), std::nullopt);
    EXPECT_EQ(told_wait(method, 400, {{"X-Reset", "42"}}, noon), std::nullopt);
    EXPECT_EQ(told_wait(catalog::AuthMethod{}, 429, {{"X-Reset", "42"}}, noon), std::nullopt);
}

}  // namespace
}  // namespace fairlead::oauth
