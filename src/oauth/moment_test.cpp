// SPDX-License-Identifier: Apache-2.0
#include "oauth/moment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

using catalog::MomentFormat;

std::string read(std::string_view text) {
    const auto time = parse_moment(text);
    return time ? to_rfc3339(*time) : "(none)";
}

TEST(Moment, IsReadAsPlatformsWriteIt) {
    const std::string whole = "2026-01-02T03:04:05.000Z";
    for (const char* text :
         {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05+0000", "2026-01-02T04:04:05+01:00",
          "2026-01-02T04:04:05+0100", "2026-01-02 03:04:05", "1767323045", "1767323045000"}) {
        EXPECT_EQ(read(text), whole) << text;
    }
    EXPECT_EQ(read("2026-01-02"), "2026-01-02T00:00:00.000Z");
    EXPECT_EQ(read("2026-01-02T03:04:05.678-0200"), "2026-01-02T05:04:05.678Z");
    for (const char* text : {"", "yesterday", "2026-13-02", "2026-01-02T25:00:00Z", "+0000",
                             "9223372036854775807", "-9223372036854775808", "2026-01-02Q"}) {
        EXPECT_EQ(read(text), "(none)") << text;
    }
}

TEST(Moment, IsWrittenAsAPlatformWantsIt) {
    const Time time = *parse_moment("2026-01-02T03:04:05.678Z");
    EXPECT_EQ(write_moment(time, MomentFormat::rfc3339), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(write_moment(time, MomentFormat::epoch), "1767323045");
    EXPECT_EQ(write_moment(time, MomentFormat::epoch_ms), "1767323045678");
    EXPECT_EQ(write_moment(time, MomentFormat::date), "2026-01-02");
}

RC_GTEST_PROP(Moment, WhatIsWrittenIsReadAgain, ()) {
    // From 1974 on: earlier milliseconds look like seconds.
    const auto ms = *rc::gen::inRange<std::int64_t>(126'230'400'000, 4'102'444'800'000);
    const Time time = from_unix_ms(ms);
    RC_ASSERT(parse_moment(write_moment(time, MomentFormat::rfc3339)) == time);
    RC_ASSERT(parse_moment(write_moment(time, MomentFormat::epoch_ms)) == time);
    RC_ASSERT(parse_moment(write_moment(time, MomentFormat::epoch)) ==
              std::chrono::floor<Seconds>(time));
    RC_ASSERT(parse_moment(write_moment(time, MomentFormat::date)) ==
              std::chrono::floor<std::chrono::days>(time));
}

RC_GTEST_PROP(Moment, AnyTextIsAMomentOrNone, (const std::string& text)) { parse_moment(text); }

}  // namespace
}  // namespace fairlead::oauth
