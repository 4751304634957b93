// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_pace.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using std::chrono::microseconds;

void answer(RefreshPace& pace, int times, microseconds window) {
    for (int i = 0; i < times; ++i) pace.answered(window);
}

TEST(RefreshPace, BeginsWithFewAndDoublesWithEachRound) {
    RefreshPace pace;
    EXPECT_EQ(pace.room(), RefreshPace::least);
    answer(pace, pace.room(), microseconds{900});
    EXPECT_EQ(pace.room(), 2 * RefreshPace::least);
}

TEST(RefreshPace, FallsWhereAnswersAreLate) {
    RefreshPace pace;
    answer(pace, 200, microseconds{900});
    const int before = pace.room();
    pace.answered(microseconds{6000});
    EXPECT_LT(pace.room(), before - 15);
}

TEST(RefreshPace, ASlowDiskIsNoReasonToCrawl) {
    RefreshPace pace;
    answer(pace, 10000, microseconds{12000});
    EXPECT_EQ(pace.room(), RefreshPace::most);
    answer(pace, 100, microseconds{60000});
    EXPECT_EQ(pace.room(), RefreshPace::least);
}

TEST(RefreshPace, StaysWithinItsBounds) {
    RefreshPace pace;
    answer(pace, 100, microseconds{9000});
    EXPECT_EQ(pace.room(), RefreshPace::least);
    answer(pace, 5000, microseconds{100});
    EXPECT_EQ(pace.room(), RefreshPace::most);
}

}  // namespace
}  // namespace fairlead::oauth
