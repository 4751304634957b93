// SPDX-License-Identifier: Apache-2.0
#include "http/cookies.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

net::Headers sent(std::string_view cookies) {
    net::Headers headers;
    headers.add("Cookie", cookies);
    return headers;
}

TEST(Cookies, WritesEveryAttribute) {
    const SetCookie cookie{"__Host-a", "v1", Seconds{60}, SameSite::strict};
    EXPECT_EQ(cookie.text(), "__Host-a=v1; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60");
    EXPECT_EQ((SetCookie{.name = "__Host-a", .value = "v", .max_age = {}}.text()),
              "__Host-a=v; Path=/; Secure; HttpOnly; SameSite=Lax");
    EXPECT_EQ(SetCookie::removal("__Host-a").text(),
              "__Host-a=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(Cookies, RefusesToWriteWhatBreaksTheHeader) {
    EXPECT_DEATH((void)(SetCookie{.name = "__Host-a", .value = "v; Domain=x"}.text()), "");
    EXPECT_DEATH((void)(SetCookie{.name = "__Host-a", .value = "v\r\nX: y"}.text()), "");
    EXPECT_DEATH((void)(SetCookie{.name = "a", .value = "v"}.text()), "");
}

TEST(Cookies, FindsByWholeName) {
    EXPECT_EQ(find_cookie(sent("a=1; ab=2;b=3"), "ab"), "2");
    EXPECT_EQ(find_cookie(sent("a=1; ab=2;b=3"), "b"), "3");
    EXPECT_EQ(find_cookie(sent("a=x=y"), "a"), "x=y");
    EXPECT_EQ(find_cookie(sent("a="), "a"), "");
    EXPECT_EQ(find_cookie(sent("a"), "a"), std::nullopt);
    EXPECT_EQ(find_cookie(sent("A=1"), "a"), std::nullopt);
    EXPECT_EQ(find_cookie(sent(";;; ;"), "a"), std::nullopt);
}

TEST(Cookies, TrustsNeitherOfTwo) {
    EXPECT_EQ(find_cookie(sent("a=1; a=2"), "a"), std::nullopt);
    net::Headers headers = sent("a=1");
    headers.add("cookie", "a=2");
    EXPECT_EQ(find_cookie(headers, "a"), std::nullopt);
}

}  // namespace
}  // namespace fairlead::http
