// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace fairlead {
namespace {

using Words = std::vector<std::string>;

TEST(Text, Case) {
    EXPECT_EQ(to_lower("AbC-Z1\xc3\x84"), "abc-z1\xc3\x84");
    EXPECT_EQ(to_upper("aBz{"), "ABZ{");
    EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-TYPE"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(Text, Trim) {
    EXPECT_EQ(trim(" \t a b\t "), "a b");
    EXPECT_EQ(trim(" \t"), "");
    EXPECT_EQ(trim("\na\n"), "\na\n");
}

TEST(Text, SplitAndJoin) {
    EXPECT_EQ(split("", ','), Words{""});
    EXPECT_EQ(split("a,,b,", ','), (Words{"a", "", "b", ""}));
    EXPECT_EQ(split_words(" a,b  c\t,d "), (Words{"a", "b", "c", "d"}));
    EXPECT_EQ(split_words(" ,\t"), Words{});
    EXPECT_EQ(join({"a", "b", ""}, ", "), "a, b, ");
    EXPECT_EQ(join({}, ","), "");
}

RC_GTEST_PROP(TextProperty, JoinUndoesSplit, (const std::string& text)) {
    RC_ASSERT(join(split(text, 'a'), "a") == text);
}

TEST(Text, ReplaceAll) {
    EXPECT_EQ(replace_all("aXbXc", "X", "--"), "a--b--c");
    EXPECT_EQ(replace_all("aaa", "aa", "a"), "aa");
    EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(Text, ParseInteger) {
    EXPECT_EQ(*parse_integer("0"), 0);
    EXPECT_EQ(*parse_integer("-12"), -12);
    EXPECT_EQ(*parse_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
    for (const char* bad : {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "--1",
                            "9223372036854775808", "-9223372036854775809"}) {
        EXPECT_FALSE(parse_integer(bad)) << bad;
    }
}

RC_GTEST_PROP(TextProperty, IntegersRoundTrip, (std::int64_t number)) {
    RC_ASSERT(*parse_integer(std::to_string(number)) == number);
}

TEST(Text, HtmlEscape) {
    EXPECT_EQ(html_escape("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
}

TEST(Text, Utf8) {
    for (const char* good : {"", "abc", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                             "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"}) {
        EXPECT_TRUE(is_valid_utf8(good)) << good;
    }
    for (const char* bad :
         {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
          "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "\xff", "\xe2\x82", "\xe2\x28\xa1", "a\xf0\x9f\x98"}) {
        EXPECT_FALSE(is_valid_utf8(bad)) << bad;
    }
}

TEST(Text, Printable) {
    EXPECT_EQ(printable("a\nb\x1b[31m\x7f", 100), "a?b?[31m?");
    EXPECT_EQ(printable("\xc3\xa4\xc3\xa4", 3), "\xc3\xa4");
    EXPECT_EQ(printable("a\xff\xc2\x85z", 100), "a??z");
    EXPECT_EQ(printable("x\xe2\x80\xaey\xe2\x80\xa8", 100), "x?y?");
    EXPECT_EQ(printable("abc", 0), "");
}

RC_GTEST_PROP(TextProperty, PrintableIsShortCleanUtf8, (const std::string& text)) {
    const auto limit = *rc::gen::inRange<std::size_t>(0, 40);
    const std::string out = printable(text, limit);
    RC_ASSERT(out.size() <= limit);
    RC_ASSERT(is_valid_utf8(out));
    for (const char c : out) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

}  // namespace
}  // namespace fairlead
