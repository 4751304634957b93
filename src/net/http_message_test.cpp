// SPDX-License-Identifier: Apache-2.0
#include "net/http_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::net {
namespace {

using testing::ElementsAre;

TEST(Headers, NamesCompareWithoutCaseAndOrderStays) {
    Headers headers;
    headers.add("Set-Cookie", "a=1");
    headers.add("X", "");
    headers.add("set-cookie", "b=2");
    EXPECT_EQ(headers.find("SET-COOKIE"), "a=1");
    EXPECT_EQ(headers.find("x"), "");
    EXPECT_EQ(headers.find("y"), std::nullopt);
    EXPECT_THAT(headers.find_all("Set-Cookie"), ElementsAre("a=1", "b=2"));
    EXPECT_EQ((*headers.begin()).first, "Set-Cookie");
}

TEST(Headers, SetReplacesEveryFieldOfTheName) {
    Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
    headers.set("A", "4");
    EXPECT_EQ(headers.size(), 2U);
    EXPECT_THAT(headers.find_all("a"), ElementsAre("4"));
    headers.remove("b");
    EXPECT_FALSE(headers.has("B"));
}

TEST(Method, NamesAreExact) {
    for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                                Method::del, Method::options}) {
        EXPECT_EQ(parse_method(to_text(method)), method);
    }
    EXPECT_EQ(parse_method("get"), Method::other);
    EXPECT_EQ(parse_method("TRACE"), Method::other);
}

TEST(Request, SplitsTheTarget) {
    Request request;
    request.target = "/a/b?c=d?e";
    EXPECT_EQ(request.path(), "/a/b");
    EXPECT_EQ(request.query(), "c=d?e");
    request.target = "/a";
    EXPECT_EQ(request.query(), "");
}

TEST(Pairs, ReadsForms) {
    const auto pairs = parse_pairs("a=1&b=x+y%21&&c&=d");
    ASSERT_TRUE(pairs);
    EXPECT_EQ(*pairs, (Pairs{{"a", "1"}, {"b", "x y!"}, {"c", ""}, {"", "d"}}));
    EXPECT_FALSE(parse_pairs("a=%4"));
    EXPECT_FALSE(parse_pairs("%zz=1"));
}

RC_GTEST_PROP(Pairs, WhatIsWrittenReadsBack, (const Pairs& pairs)) {
    Pairs named;
    for (const auto& [name, value] : pairs) named.emplace_back("n" + name, value);
    const auto read = parse_pairs(write_pairs(named));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == named);
}

}  // namespace
}  // namespace fairlead::net
