// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead {
namespace {

constexpr std::int64_t year_0 = -62167219200000;
constexpr std::int64_t end_of_9999 = 253402300799999;

TEST(Rfc3339, Writes) {
    EXPECT_EQ(to_rfc3339(from_unix_ms(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(from_unix_ms(1767323045678)), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(to_rfc3339(from_unix_ms(-1)), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(from_unix_ms(year_0)), "0000-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(from_unix_ms(end_of_9999)), "9999-12-31T23:59:59.999Z");
}

TEST(Rfc3339, WritesTheNearestItCan) {
    EXPECT_EQ(to_rfc3339(Time::max()), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(Time::min()), "0000-01-01T00:00:00.000Z");
}

TEST(Rfc3339, ReadsWhatTheRfcShows) {
    const auto ms = [](const char* text) { return to_unix_ms(*parse_rfc3339(text)); };
    EXPECT_EQ(ms("1985-04-12T23:20:50.52Z"), 482196050520);
    EXPECT_EQ(ms("1996-12-19T16:39:57-08:00"), ms("1996-12-20T00:39:57Z"));
    EXPECT_EQ(ms("1990-12-31T23:59:60Z"), ms("1991-01-01T00:00:00Z"));
    EXPECT_EQ(ms("1990-12-31T15:59:60-08:00"), ms("1991-01-01T00:00:00Z"));
    EXPECT_EQ(ms("1937-01-01T12:00:27.87+00:20"), ms("1937-01-01T11:40:27.870Z"));
    EXPECT_EQ(ms("2026-01-02t03:04:05z"), ms("2026-01-02T03:04:05Z"));
    EXPECT_EQ(ms("2026-01-02T03:04:05.6789999999999Z"), 1767323045678);
    EXPECT_EQ(ms("2026-01-02T03:04:05-00:00"), ms("2026-01-02T03:04:05Z"));
    EXPECT_EQ(ms("2024-02-29T00:00:00Z"), 1709164800000);
}

TEST(Rfc3339, Refuses) {
    for (const char* bad : {"",
                            "2026",
                            "2026-01-02",
                            "2026-01-02T03:04:05",
                            "2026-01-02 03:04:05Z",
                            "2026-13-02T03:04:05Z",
                            "2026-00-02T03:04:05Z",
                            "2026-01-32T03:04:05Z",
                            "2026-01-00T03:04:05Z",
                            "2026-02-29T03:04:05Z",
                            "2026-01-02T24:00:00Z",
                            "2026-01-02T03:60:05Z",
                            "2026-01-02T03:04:61Z",
                            "2026-01-02T03:04:60Z",
                            "2026-01-02T03:04:05.Z",
                            "2026-01-02T03:04:05+24:00",
                            "2026-01-02T03:04:05+0100",
                            "2026-01-02T03:04:05+01:60",
                            "2026-01-02T03:04:05Z ",
                            " 2026-01-02T03:04:05Z",
                            "+2026-01-02T03:04:05Z",
                            "2026-1-2T3:4:5Z",
                            "0000-01-01T00:00:00+00:01",
                            "9999-12-31T23:59:59-00:01",
                            "9999-12-31T23:59:60Z"}) {
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
    }
}

RC_GTEST_PROP(Rfc3339Property, EveryMomentRoundTrips, ()) {
    const Time time = from_unix_ms(*rc::gen::inRange<std::int64_t>(year_0, end_of_9999));
    RC_ASSERT(*parse_rfc3339(to_rfc3339(time)) == time);
}

RC_GTEST_PROP(Rfc3339Property, WrittenOrderIsTimeOrder, ()) {
    const auto moment = rc::gen::inRange<std::int64_t>(year_0, end_of_9999);
    const Time a = from_unix_ms(*moment);
    const Time b = from_unix_ms(*moment);
    RC_ASSERT((a < b) == (to_rfc3339(a) < to_rfc3339(b)));
}

RC_GTEST_PROP(Rfc3339Property, DamagedTextNeverBreaksIt, ()) {
    std::string text = to_rfc3339(from_unix_ms(*rc::gen::inRange<std::int64_t>(0, end_of_9999)));
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    const auto time = parse_rfc3339(text);
    if (time) RC_ASSERT(*parse_rfc3339(to_rfc3339(*time)) == *time);
}

}  // namespace
}  // namespace fairlead
