// SPDX-License-Identifier: Apache-2.0
#include "catalog/error_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::catalog {
namespace {

struct Judgement {
    ErrorContext context;
    int status;
    const char* body;
    ErrorClass expected;
};

class Defaults : public testing::TestWithParam<Judgement> {};

TEST_P(Defaults, AsTheTableSays) {
    const auto& c = GetParam();
    const auto verdict = judge({}, c.context, c.status, {}, c.body);
    EXPECT_STREQ(to_text(verdict.error_class), to_text(c.expected));
    EXPECT_FALSE(verdict.by_rule);
}

constexpr auto token = ErrorContext::token;
constexpr auto api = ErrorContext::api;

INSTANTIATE_TEST_SUITE_P(
    ErrorRules, Defaults,
    testing::Values(
        Judgement{token, 200, R"({"access_token":"x"})", ErrorClass::none},
        Judgement{token, 200, R"({"error":"invalid_grant"})", ErrorClass::dead_token},
        Judgement{token, 200, R"({"error":"odd"})", ErrorClass::unknown},
        Judgement{token, 200, R"({"error":false,"access_token":"x"})", ErrorClass::none},
        Judgement{token, 400, R"({"error":"invalid_grant"})", ErrorClass::dead_token},
        Judgement{token, 401, R"({"error":"invalid_client"})", ErrorClass::operator_config},
        Judgement{token, 400, R"({"error":"unauthorized_client"})", ErrorClass::operator_config},
        Judgement{token, 400, R"({"error":"invalid_request"})", ErrorClass::unknown},
        Judgement{token, 403, "<html>no</html>", ErrorClass::unknown},
        Judgement{token, 404, "", ErrorClass::unknown},
        Judgement{token, 302, "", ErrorClass::unknown},
        Judgement{token, 429, R"({"error":"invalid_grant"})", ErrorClass::rate_limited},
        Judgement{token, 503, R"({"error":"invalid_grant"})", ErrorClass::transient},
        Judgement{token, 408, "", ErrorClass::transient},
        Judgement{token, 400, R"({"error":"temporarily_unavailable"})", ErrorClass::transient},
        Judgement{api, 200, R"({"error":"x"})", ErrorClass::none},
        Judgement{api, 401, "", ErrorClass::expired},
        Judgement{api, 403, "", ErrorClass::permission},
        Judgement{api, 404, "", ErrorClass::bad_request},
        Judgement{api, 500, "", ErrorClass::transient}));

ErrorRule rule(ErrorClass then) {
    ErrorRule result;
    result.then = then;
    return result;
}

TEST(ErrorRules, TheFirstMatchWins) {
    auto first = rule(ErrorClass::suspended);
    first.status = {{400, 499}};
    first.json = {{"/error/code", {"190", "102"}}};
    auto second = rule(ErrorClass::dead_token);
    second.status = {{400, 400}};
    const std::vector rules{first, second};
    EXPECT_EQ(judge(rules, token, 401, {}, R"({"error":{"code":190}})").error_class,
              ErrorClass::suspended);
    EXPECT_EQ(judge(rules, token, 400, {}, R"({"error":{"code":1}})").error_class,
              ErrorClass::dead_token);
    const auto verdict = judge(rules, token, 403, {}, R"({"error":{"code":1,"message":"m"}})");
    EXPECT_EQ(verdict.error_class, ErrorClass::unknown);
    EXPECT_EQ(verdict.code, "1");
    EXPECT_EQ(verdict.description, "m");
}

TEST(ErrorRules, EverythingNamedMustHold) {
    auto strict = rule(ErrorClass::consent);
    strict.json = {{"/a", {"1"}}, {"/b", {"true"}}};
    strict.absent = {"/c"};
    strict.text = {"Scope", "other"};
    strict.headers = {{"WWW-Authenticate", "insufficient"}};
    const std::vector rules{strict};
    net::Headers headers;
    headers.add("www-authenticate", "Bearer error=\"INSUFFICIENT_scope\"");
    const auto judged = [&](const char* body, const net::Headers& with) {
        return judge(rules, api, 403, with, body).by_rule;
    };
    EXPECT_TRUE(judged(R"({"a":1,"b":true,"x":"missing scope"})", headers));
    EXPECT_FALSE(judged(R"({"a":1,"b":true,"x":"missing scope"})", {}));
    EXPECT_FALSE(judged(R"({"a":2,"b":true,"x":"missing scope"})", headers));
    EXPECT_FALSE(judged(R"({"a":1,"b":true,"c":null,"x":"missing scope"})", headers));
    EXPECT_FALSE(judged(R"({"a":1,"b":true,"x":"nothing"})", headers));
    EXPECT_FALSE(judged("scope", headers));
}

TEST(ErrorRules, OtherPeoplesWordsAreCut) {
    const auto body = R"({"error":")" + std::string(5000, 'x') + R"(\u0007"})";
    EXPECT_LE(judge({}, token, 400, {}, body).code.size(), 100u);
}

TEST(ErrorRules, ClassNamesGoBothWays) {
    for (const auto* name :
         {"success", "dead_token", "expired", "operator", "rate_limited", "transient", "consent",
          "permission", "denied", "suspended", "resync", "bad_request", "unknown"}) {
        const auto parsed = parse_error_class(name);
        ASSERT_TRUE(parsed);
        EXPECT_STREQ(to_text(*parsed), name);
    }
    EXPECT_FALSE(parse_error_class("reauth"));
}

RC_GTEST_PROP(ErrorRules, NoUnknownAnswerEndsAGrant, (const std::string& body)) {
    const auto status = *rc::gen::inRange(100, 600);
    const auto verdict = judge({}, token, status, {}, body);
    RC_ASSERT(verdict.error_class != ErrorClass::dead_token);
}

}  // namespace
}  // namespace fairlead::catalog
