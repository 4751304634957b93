// SPDX-License-Identifier: Apache-2.0
#include "base/backoff.h"

#include "base/fixed_random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

namespace fairlead {
namespace {

/// The longest of many.
Milliseconds longest(int attempt, Milliseconds base, Milliseconds cap) {
    FixedRandom random;
    Milliseconds most{0};
    for (int i = 0; i < 3000; ++i) {
        most = std::max(most, backoff_delay(attempt, base, cap, random));
    }
    return most;
}

TEST(Backoff, DoublesUpToItsCap) {
    EXPECT_EQ(longest(0, 10ms, 1s), 10ms);
    EXPECT_EQ(longest(1, 10ms, 1s), 20ms);
    EXPECT_EQ(longest(3, 10ms, 1s), 80ms);
    EXPECT_EQ(longest(30, 10ms, 100ms), 100ms);
    EXPECT_EQ(longest(5, 0ms, 1s), 0ms);
    EXPECT_EQ(longest(0, 5s, 50ms), 50ms);
}

TEST(Backoff, IsSpreadEvenly) {
    FixedRandom random;
    int low = 0;
    for (int i = 0; i < 10000; ++i) {
        if (backoff_delay(4, 100ms, 10s, random) < 800ms) ++low;
    }
    EXPECT_NEAR(low, 5000, 250);
}

RC_GTEST_PROP(BackoffProperty, StaysInItsBounds, (std::uint64_t seed)) {
    FixedRandom random{seed};
    constexpr auto most = std::numeric_limits<std::int64_t>::max() - 1;
    const int attempt = *rc::gen::arbitrary<int>();
    const Milliseconds base{*rc::gen::inRange<std::int64_t>(0, most)};
    const Milliseconds cap{*rc::gen::inRange<std::int64_t>(0, most)};
    const Milliseconds delay = backoff_delay(attempt, base, cap, random);
    RC_ASSERT(delay >= 0ms);
    RC_ASSERT(delay <= cap);
}

}  // namespace
}  // namespace fairlead
