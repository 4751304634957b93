// SPDX-License-Identifier: Apache-2.0
#include "oauth/retry_after.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

std::optional<Seconds> read(std::string value) {
    net::Headers headers;
    headers.add("retry-after", std::move(value));
    return retry_after(headers, *parse_rfc3339("1994-11-06T08:49:00Z"));
}

TEST(RetryAfter, ReadsSecondsAndDates) {
    EXPECT_EQ(read("120"), Seconds{120});
    EXPECT_EQ(read(" 0 "), Seconds{0});
    EXPECT_EQ(read("Sun, 06 Nov 1994 08:49:37 GMT"), Seconds{37});
    EXPECT_EQ(read("Sun, 06 Nov 1994 08:48:37 GMT"), Seconds{0});
}

TEST(RetryAfter, IsBoundedAndIgnoresWhatDoesNotParse) {
    EXPECT_EQ(read("99999999"), Seconds{86400});
    EXPECT_EQ(read("-5"), Seconds{0});
    for (const auto* bad : {"", "soon", "1.5", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT"})
        EXPECT_EQ(read(bad), std::nullopt) << bad;
    EXPECT_EQ(retry_after(net::Headers{}, Time{}), std::nullopt);
}

}  // namespace
}  // namespace fairlead::oauth
