// SPDX-License-Identifier: Apache-2.0
#include "storage/outbox_place.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace fairlead::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Time now = from_unix_ms(1'700'000'000'000);

TEST(OutboxPlace, WaitsForANumberThatWasPassedOver) {
    OutboxPlace place{{{7, Milliseconds{5}}}, now};
    EXPECT_TRUE(place.see(9, now));
    EXPECT_EQ(place.settled(), 7);
    EXPECT_THAT(place.missing(now), ElementsAre(8));
    EXPECT_TRUE(place.see(8, now));
    EXPECT_FALSE(place.see(8, now));
    EXPECT_FALSE(place.see(9, now));
    EXPECT_EQ(place.settled(), 9);
    EXPECT_THAT(place.missing(now), IsEmpty());
}

TEST(OutboxPlace, GivesUpWhatWasRolledBack) {
    OutboxPlace place{{{7, Milliseconds{5}}}, now};
    place.see(9, now);
    EXPECT_THAT(place.missing(now + OutboxPlace::patience - 1ms), ElementsAre(8));
    EXPECT_THAT(place.missing(now + OutboxPlace::patience), IsEmpty());
    EXPECT_EQ(place.settled(), 9);
}

TEST(OutboxPlace, BeginsBeforeTheFirstGapThatIsYoung) {
    const std::vector<OutboxPlace::Recent> recent{{1, Milliseconds{90'000}},
                                                  {4, Milliseconds{60'000}},
                                                  {6, Milliseconds{400}},
                                                  {7, Milliseconds{300}},
                                                  {9, Milliseconds{200}}};
    OutboxPlace place{recent, now};
    EXPECT_EQ(place.newest(), 9);
    EXPECT_EQ(place.settled(), 4);
    EXPECT_THAT(place.missing(now), ElementsAre(5, 8));
}

TEST(OutboxPlace, BeginsAnywhereInAnEmptyOutbox) {
    OutboxPlace place;
    EXPECT_TRUE(place.see(41, now));
    EXPECT_EQ(place.settled(), 41);
}

/// Rows become visible in any order within a few of one another, some never: whoever reads what is
/// new and what was missing reads each exactly once, and is settled on none that comes later.
RC_GTEST_PROP(OutboxPlace, ReadsEveryRowOnceWhateverTheOrder, ()) {
    const auto count = *rc::gen::inRange(1, 60);
    std::vector<std::int64_t> arrivals;
    for (std::int64_t number = 2; number < 2 + count; ++number) arrivals.push_back(number);
    for (std::size_t i = 0; i + 1 < arrivals.size(); ++i) {
        const auto to =
            i + *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(5, arrivals.size() - i));
        std::swap(arrivals[i], arrivals[to]);
    }
    OutboxPlace place{{{1, Milliseconds{0}}}, now};
    std::set<std::int64_t> read{1};
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        RC_ASSERT(place.see(arrivals[i], now));
        read.insert(arrivals[i]);
        const auto missing = place.missing(now);
        for (std::int64_t number = 1; number <= place.newest(); ++number) {
            RC_ASSERT(read.contains(number) !=
                      (std::ranges::find(missing, number) != missing.end()));
            if (number <= place.settled()) RC_ASSERT(read.contains(number));
        }
    }
    RC_ASSERT(place.settled() == count + 1);
}

}  // namespace
}  // namespace fairlead::storage
