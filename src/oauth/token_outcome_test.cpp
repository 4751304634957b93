// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_outcome.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using catalog::ErrorClass;
using catalog::ErrorRule;

struct Case {
    const char* what;
    int status;
    const char* body;
    OutcomeKind expected;
};

OutcomeKind judged(int status, std::string_view body, const catalog::AuthMethod& method = {},
                   const catalog::Request& request = {}) {
    return judge_token_answer(method, request, {}, status, {}, body, Time{}).kind;
}

const Case defaults[] = {
    {"success", 200, R"({"access_token":"a"})", OutcomeKind::success},
    {"created", 201, R"({"access_token":"a"})", OutcomeKind::success},
    {"HTML with 200", 200, "<html>login</html>", OutcomeKind::unknown},
    {"empty with 200", 200, "", OutcomeKind::unknown},
    {"object without a token", 200, "{}", OutcomeKind::unknown},
    {"token of another type", 200, R"({"access_token":"a","token_type":"mac"})",
     OutcomeKind::unknown},
    {"member twice", 200, R"({"access_token":"a","access_token":"b"})", OutcomeKind::unknown},
    {"dead token with 200", 200, R"({"error":"invalid_grant"})", OutcomeKind::refused},
    {"wrong client with 200", 200, R"({"error":"invalid_client"})", OutcomeKind::operator_fault},
    {"strange error with 200", 200, R"({"error":"oops"})", OutcomeKind::unknown},
    {"token beside an empty error", 200, R"({"access_token":"a","error":null})",
     OutcomeKind::success},
    {"redirect", 302, "", OutcomeKind::unknown},
    {"invalid_grant", 400, R"({"error":"invalid_grant"})", OutcomeKind::refused},
    {"invalid_grant with 401", 401, R"({"error":"invalid_grant"})", OutcomeKind::refused},
    {"invalid_client", 401, R"({"error":"invalid_client"})", OutcomeKind::operator_fault},
    {"unauthorized_client", 400, R"({"error":"unauthorized_client"})", OutcomeKind::operator_fault},
    {"invalid_request", 400, R"({"error":"invalid_request"})", OutcomeKind::unknown},
    {"text with 401", 401, "Unauthorized", OutcomeKind::unknown},
    {"403 without words", 403, "", OutcomeKind::unknown},
    {"not found", 404, "<html>", OutcomeKind::unknown},
    {"too many", 429, "", OutcomeKind::not_taken},
    {"temporarily unavailable", 400, R"({"error":"temporarily_unavailable"})",
     OutcomeKind::not_taken},
    {"the same behind the work", 500, R"({"error":"temporarily_unavailable"})",
     OutcomeKind::unknown},
    {"500", 500, "", OutcomeKind::unknown},
    {"502", 502, "<html>", OutcomeKind::unknown},
    {"503", 503, "", OutcomeKind::unknown},
    {"504", 504, "", OutcomeKind::unknown},
};

TEST(TokenOutcome, JudgesByDefault) {
    for (const auto& c : defaults) EXPECT_EQ(judged(c.status, c.body), c.expected) << c.what;
}

TEST(TokenOutcome, AClientOfTheAccountsOwnIsRefusedInTheAccountsName) {
    catalog::AuthMethod method;
    method.kind = catalog::AuthKind::oauth2_client;
    EXPECT_EQ(judged(401, R"({"error":"invalid_client"})", method), OutcomeKind::refused);
    EXPECT_EQ(judged(400, R"({"error":"unauthorized_client"})", method), OutcomeKind::refused);
    EXPECT_EQ(judged(401, "Unauthorized", method), OutcomeKind::refused);
    EXPECT_EQ(judged(400, R"({"message":"no such key"})", method), OutcomeKind::refused);
    EXPECT_EQ(judged(403, "", method), OutcomeKind::refused);
    EXPECT_EQ(judged(400, R"({"error":"invalid_scope"})", method), OutcomeKind::unknown);
    EXPECT_EQ(judged(404, "", method), OutcomeKind::unknown);
    EXPECT_EQ(judged(503, "", method), OutcomeKind::unknown);
    ErrorRule rule;
    rule.status = {{401, 401}};
    rule.then = ErrorClass::transient;
    method.errors.push_back(rule);
    EXPECT_EQ(judged(401, "Unauthorized", method), OutcomeKind::not_taken) << "the file knows it";
}

ErrorRule when(int status, const char* at, const char* is, ErrorClass then) {
    ErrorRule rule;
    if (status) rule.status = {{status, status}};
    if (at) rule.json = {{at, {is}}};
    rule.then = then;
    return rule;
}

TEST(TokenOutcome, TheProvidersRulesComeFirst) {
    catalog::AuthMethod method;
    method.errors = {when(400, "/code", "7", ErrorClass::dead_token),
                     when(403, nullptr, nullptr, ErrorClass::suspended),
                     when(200, "/error_code", "slow", ErrorClass::rate_limited),
                     when(0, "/code", "busy", ErrorClass::transient)};
    EXPECT_EQ(judged(400, R"({"code":7})", method), OutcomeKind::refused);
    EXPECT_EQ(judged(403, "", method), OutcomeKind::not_taken);
    EXPECT_EQ(judged(200, R"({"error_code":"slow"})", method), OutcomeKind::not_taken);
    EXPECT_EQ(judged(409, R"({"code":"busy"})", method), OutcomeKind::not_taken);
    EXPECT_EQ(judged(503, R"({"code":"busy"})", method), OutcomeKind::not_taken);
    // A rule cannot say what happened behind a server error.
    EXPECT_EQ(judged(500, R"({"code":"busy"})", method), OutcomeKind::unknown);
}

TEST(TokenOutcome, AnOkRuleDecidesA200) {
    catalog::Request request;
    request.ok = catalog::OkRule{"/ok", "true"};
    EXPECT_EQ(judged(200, R"({"ok":true,"access_token":"a"})", {}, request), OutcomeKind::success);
    EXPECT_EQ(
        judged(200, R"({"ok":false,"error":"invalid_grant","access_token":"a"})", {}, request),
        OutcomeKind::refused);
    EXPECT_EQ(judged(200, R"({"access_token":"a"})", {}, request), OutcomeKind::unknown);
}

TEST(TokenOutcome, AnExpiredAccessTokenIsTheEndOnlyWhereItRenewsItself) {
    catalog::AuthMethod method;
    method.errors = {when(400, "/error/code", "190", ErrorClass::expired)};
    EXPECT_EQ(judged(400, R"({"error":{"code":190}})", method), OutcomeKind::unknown);
    method.refresh.by = catalog::RefreshBy::access_token;
    EXPECT_EQ(judged(400, R"({"error":{"code":190}})", method), OutcomeKind::refused);
}

TEST(TokenOutcome, CarriesWhatThePlatformAskedFor) {
    net::Headers headers;
    headers.add("Retry-After", "17");
    const auto outcome = judge_token_answer({}, {}, {}, 429, headers, "", Time{});
    EXPECT_EQ(outcome.retry_after, Seconds{17});
    EXPECT_EQ(outcome.status, 429);
}

TEST(TokenOutcome, WithoutAnAnswerTheProgressDecides) {
    net::Exchange exchange;
    exchange.failure = {net::Progress::never_sent, Error{Errc::unavailable, "No route."}};
    EXPECT_EQ(judge_exchange({}, {}, {}, exchange, Time{}).kind, OutcomeKind::never_sent);
    exchange.failure.progress = net::Progress::sent;
    EXPECT_EQ(judge_exchange({}, {}, {}, exchange, Time{}).kind, OutcomeKind::unknown);
}

}  // namespace
}  // namespace fairlead::oauth
