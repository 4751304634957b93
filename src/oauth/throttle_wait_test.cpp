// SPDX-License-Identifier: Apache-2.0
#include "oauth/throttle_wait.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

const Time now = *parse_rfc3339("2026-01-02T03:04:05Z");

std::int64_t wait(const char* rules, const net::Headers& headers, const std::string& body = {}) {
    const auto told = throttle_wait(Json{rules}, headers, body, now);
    return told ? told->count() : -1;
}

TEST(ThrottleWait, IsReadFromTheHeadersThatTheFileNames) {
    const char* rules = R"({"wait_seconds":["X-Wait","X-Other"],"wait_until":["X-Reset"]})";
    EXPECT_EQ(wait(rules, {{"X-Other", "7"}}), 7);
    EXPECT_EQ(wait(rules, {{"X-Wait", "1.5"}, {"X-Other", "7"}}), 1);
    EXPECT_EQ(wait(rules, {{"X-Reset", "1767323055"}}), 10);
    EXPECT_EQ(wait(rules, {{"X-Reset", "2026-01-02T03:05:05Z"}}), 60);
    EXPECT_EQ(wait(rules, {{"X-Reset", "1767323000"}}), 0) << "over already";
    EXPECT_EQ(wait(R"({"wait_ms":["X-Interval"]})", {{"X-Interval", "10001"}}), 11);
    EXPECT_EQ(wait(R"({"wait_seconds":"X-Wait"})", {{"X-Wait", "3"}}), 3);
}

TEST(ThrottleWait, IsNotReadFromWhatTheFileDoesNotName) {
    EXPECT_EQ(wait("{}", {{"X-Wait", "5"}}), -1);
    EXPECT_EQ(wait(R"({"wait_seconds":["X"]})", {{"X", "soon"}}), -1);
    EXPECT_EQ(wait(R"({"wait_seconds":["X"]})", {{"X", "Fri, 02 Jan 2026 03:05:05 GMT"}}), 60);
    EXPECT_EQ(wait(R"({"wait_ms":["X"]})", {{"X", "-1"}}), -1);
}

TEST(ThrottleWait, OrFromTheBody) {
    const char* seconds = R"({"wait_body":{"at":"/message","match":"in ([0-9]+) s"}})";
    EXPECT_EQ(wait(seconds, {}, R"({"message":"Try again in 42 s"})"), 42);
    EXPECT_EQ(wait(seconds, {}, R"({"message":"Never"})"), -1);
    const char* until = R"({"wait_body":{"at":"/at","as":"until"}})";
    EXPECT_EQ(wait(until, {}, R"({"at":"2026-01-02T03:04:35Z"})"), 30);
    EXPECT_EQ(wait(until, {}, "<html>"), -1);
}

TEST(ThrottleWait, IsNeverMoreThanADay) {
    EXPECT_EQ(wait(R"({"wait_until":["X"]})", {{"X", "4102444800"}}), 24 * 3600);
    EXPECT_EQ(wait(R"({"wait_ms":["X"]})", {{"X", "9223372036854775807"}}), 24 * 3600);
}

}  // namespace
}  // namespace fairlead::oauth
