// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_response.h"

#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

const Time sent = *parse_rfc3339("2026-01-02T03:04:05Z");

Result<TokenAnswer> read(std::string_view body, const catalog::Request& request = {},
                         std::optional<Seconds> lifetime = {}) {
    const ReadOptions options{.sent_at = sent, .lifetime = lifetime, .keeps_access = false};
    return parse_token_answer(body, request, options);
}

std::optional<Seconds> lifetime(const std::string& member, std::optional<Seconds> fallback = {}) {
    const auto answer = read(R"({"access_token":"a")" + member + "}", {}, fallback);
    if (!answer) return Seconds{-1};
    return answer->tokens.expires_in;
}

TEST(TokenResponse, ReadsTheStandardAnswer) {
    const auto answer = read(R"({"access_token":"a1","token_type":"Bearer","expires_in":3600,
        "refresh_token":"r1","scope":"read write","id_token":"x.y.z","new":{"in":[1]}})");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->tokens.access.expose(), "a1");
    EXPECT_EQ(answer->tokens.refresh.expose(), "r1");
    EXPECT_EQ(answer->id_token.expose(), "x.y.z");
    EXPECT_EQ(answer->tokens.expires_in, Seconds{3600});
    EXPECT_EQ(answer->tokens.scopes, (std::vector<std::string>{"read", "write"}));
}

TEST(TokenResponse, LeavesOutWhatDidNotCome) {
    const auto answer = read(R"({"access_token":"a1"})");
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->tokens.refresh.empty());
    EXPECT_EQ(answer->tokens.token_type, "Bearer");
    EXPECT_EQ(answer->tokens.expires_in, std::nullopt);
    EXPECT_EQ(answer->tokens.scopes, std::nullopt);
}

TEST(TokenResponse, ALifetimeOfAnyShapeNeverSpoilsTheToken) {
    EXPECT_EQ(lifetime(R"(,"expires_in":3600)"), Seconds{3600});
    EXPECT_EQ(lifetime(R"(,"expires_in":"3600")"), Seconds{3600});
    EXPECT_EQ(lifetime(R"(,"expires_in":3599.9)"), Seconds{3599});
    EXPECT_EQ(lifetime(R"(,"expires_in":" 60 ")"), Seconds{60});
    EXPECT_EQ(lifetime(R"(,"expires_in":1e400)", {}), Seconds{-1});  // no JSON number
    for (const auto* unknown :
         {"null", "-1", "0", "\"\"", "\"soon\"", "true", "[]", "{}", "\"1 h\""}) {
        EXPECT_EQ(lifetime(R"(,"expires_in":)" + std::string{unknown}), std::nullopt) << unknown;
        EXPECT_EQ(lifetime(R"(,"expires_in":)" + std::string{unknown}, Seconds{7}), Seconds{7});
    }
    EXPECT_EQ(lifetime(R"(,"expires_in":99999999999999999999)"), longest_lifetime);
    EXPECT_EQ(lifetime("", Seconds{7200}), Seconds{7200});
}

TEST(TokenResponse, ReadsAMomentOfExpiryInThreeForms) {
    catalog::Request request;
    request.read.expires_at = {"/ends"};
    const auto at = [&](const std::string& value) {
        const auto answer = read(R"({"access_token":"a","ends":)" + value + "}", request);
        return answer ? answer->tokens.expires_in : Seconds{-1};
    };
    const auto epoch = to_unix_ms(sent) / 1000 + 90;
    EXPECT_EQ(at(std::to_string(epoch)), Seconds{90});
    EXPECT_EQ(at("\"" + std::to_string(epoch) + "\""), Seconds{90});
    EXPECT_EQ(at(std::to_string(epoch * 1000)), Seconds{90});
    EXPECT_EQ(at("\"2026-01-02T03:05:35Z\""), Seconds{90});
    EXPECT_EQ(at("\"2025-01-02T03:05:35Z\""), std::nullopt);
    EXPECT_EQ(at("\"tomorrow\""), std::nullopt);
}

TEST(TokenResponse, ReadsMillisecondsWhereTheFileSaysSo) {
    catalog::Request request;
    request.read.expires_unit = catalog::ExpiryUnit::ms;
    const auto answer = read(R"({"access_token":"a","expires_in":7200000})", request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->tokens.expires_in, Seconds{7200});
}

TEST(TokenResponse, FollowsTheFilesPointersFirstHit) {
    catalog::Request request;
    request.read.access = {"/data/access_token", "/access_token"};
    request.read.refresh = {"/data/refresh_token"};
    request.read.scope = {"/data/scopes"};
    const auto answer = read(
        R"({"data":{"access_token":"inner","refresh_token":"r","scopes":["a","b"]},"access_token":"outer"})",
        request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->tokens.access.expose(), "inner");
    EXPECT_EQ(answer->tokens.refresh.expose(), "r");
    EXPECT_EQ(answer->tokens.scopes, (std::vector<std::string>{"a", "b"}));
    const auto second = read(R"({"data":{"access_token":null},"access_token":"outer"})", request);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->tokens.access.expose(), "outer");
}

TEST(TokenResponse, TheTypeIsBearerInAnyCaseOrRefused) {
    for (const auto* type : {"bearer", "BEARER", "Bearer", " bearer "})
        EXPECT_TRUE(read(R"({"access_token":"a","token_type":")" + std::string{type} + "\"}"));
    for (const auto* type : {"\"mac\"", "\"DPoP\"", "\"\"", "7", "[]"})
        EXPECT_FALSE(read(R"({"access_token":"a","token_type":)" + std::string{type} + "}"))
            << type;
    catalog::Request request;
    request.read.token_type.clear();
    EXPECT_TRUE(read(R"({"access_token":"a","token_type":"bot"})", request));
}

TEST(TokenResponse, ReadsPairsWhereTheFileSaysSo) {
    catalog::Request request;
    request.read_as = catalog::ReadAs::form;
    const auto answer =
        read("access_token=a%20b&expires_in=60&scope=x%2Cy&token_type=bearer", request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->tokens.access.expose(), "a b");
    EXPECT_EQ(answer->tokens.expires_in, Seconds{60});
    EXPECT_EQ(answer->tokens.scopes, (std::vector<std::string>{"x", "y"}));
    EXPECT_FALSE(read("access_token=a&access_token=b", request));
    EXPECT_FALSE(read("error=bad_verification_code", request));
    EXPECT_FALSE(read("access_token=a", {}));
}

TEST(TokenResponse, MayBeTheTokenAndNothingElse) {
    catalog::Request alone;
    alone.read.access = {""};
    for (const char* body : {"ey.J0.x-_", "\"ey.J0.x-_\"", " ey.J0.x-_\r\n", "1234", "12e3"}) {
        const auto answer = read(body, alone);
        ASSERT_TRUE(answer) << body;
        EXPECT_TRUE(std::string_view{body}.find(answer->tokens.access.expose()) !=
                    std::string_view::npos);
        EXPECT_EQ(answer->tokens.expires_in, std::nullopt);
    }
    for (const char* body :
         {"", " ", "<html><body>no</body></html>", "<p>no</p>", "Not logged in",
          R"({"error":"no"})", R"({"token":"t"})", "[\"t\"]", "true", "\"\"", "\"a\nb\"", "null"})
        EXPECT_FALSE(read(body, alone)) << body;
    EXPECT_FALSE(read("ey.J0.x-_")) << "only where the file says so";
}

TEST(TokenResponse, RefusesWhatIsNoAnswer) {
    const std::string deep =
        R"({"access_token":"a","x":)" + std::string(64, '[') + std::string(64, ']') + "}";
    const std::string long_one =
        R"({"access_token":"a","x":")" + std::string(300 * 1024, 'x') + "\"}";
    const std::string utf16 = std::string("\xff\xfe{\0\"\0", 6);
    for (const std::string& body :
         {std::string{}, std::string{"null"}, std::string{"[]"}, std::string{"\"a\""},
          std::string{"<html>Bad gateway</html>"}, std::string{R"({"access_token":null})"},
          std::string{R"({"access_token":""})"}, std::string{R"({"access_token":{}})"},
          std::string{R"({"access_token":"a","access_token":"b"})"},
          std::string{R"({"access_token":"a"} {"access_token":"b"})"},
          std::string{R"({"access_token":"a)"}, std::string{"{\"access_token\":\"\xff\"}"}, deep,
          long_one, utf16})
        EXPECT_FALSE(read(body)) << body.substr(0, 60);
}

/// `false` was stored as the refresh token "false", and the good one was gone.
TEST(TokenResponse, WhatIsNoTokenTakesNoTokensPlace) {
    for (const char* none : {"false", "true", "1.5", "{}", "[]", R"("a\r\nX-Header: b")",
                             R"("\u0000")", R"("caf\u00e9")"}) {
        const std::string text = none;
        EXPECT_FALSE(read(R"({"access_token":)" + text + "}")) << none;
        const auto answer = read(R"({"access_token":"a","refresh_token":)" + text + "}");
        ASSERT_TRUE(answer) << none;
        EXPECT_TRUE(answer->tokens.refresh.empty()) << none;
    }
    EXPECT_EQ(read(R"({"access_token":12345})")->tokens.access.expose(), "12345");
}

TEST(TokenResponse, NoScopesAtAllIsNoStatement) {
    EXPECT_EQ(read(R"({"access_token":"a","scope":""})")->tokens.scopes, std::nullopt);
    EXPECT_EQ(read(R"({"access_token":"a","scope":" "})")->tokens.scopes, std::nullopt);
}

TEST(TokenResponse, TakesAByteOrderMark) {
    EXPECT_TRUE(read("\xef\xbb\xbf{\"access_token\":\"a\"}"));
}

TEST(TokenResponse, AnErrorNeverQuotesTheBody) {
    const auto answer = read(R"({"access_token":"CANARY","token_type":"mac"})");
    ASSERT_FALSE(answer);
    EXPECT_EQ((answer.error().message + answer.error().detail).find("CANARY"), std::string::npos);
    const auto broken = read("CANARY");
    EXPECT_EQ((broken.error().message + broken.error().detail).find("CANARY"), std::string::npos);
}

TEST(TokenResponse, MayLackTheAccessTokenWhereItStays) {
    const ReadOptions options{.sent_at = sent, .lifetime = {}, .keeps_access = true};
    const auto answer = parse_token_answer(R"({"refresh_token":"r"})", catalog::Request{}, options);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->tokens.access.empty());
}

RC_GTEST_PROP(TokenResponse, SurvivesAnyBytes, (const std::string& body)) {
    const auto answer = read(body);
    if (answer) RC_ASSERT(!answer->tokens.access.empty());
    catalog::Request form;
    form.read_as = catalog::ReadAs::form;
    const auto pairs = read(body, form);
    if (pairs) RC_ASSERT(!pairs->tokens.access.empty());
}

RC_GTEST_PROP(TokenResponse, EveryTokenComesBackAsItWas, ()) {
    const auto token =
        *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(0x21, 0x7e)));
    json::object object;
    object["access_token"] = token;
    object["refresh_token"] = token + "r";
    const auto answer = read(json::serialize(object));
    RC_ASSERT(answer.has_value());
    RC_ASSERT(answer->tokens.access.expose() == token);
    RC_ASSERT(answer->tokens.refresh.expose() == token + "r");
}

RC_GTEST_PROP(TokenResponse, ALifetimeIsBoundedOrUnknown, (std::int64_t number)) {
    const auto found = lifetime(",\"expires_in\":" + std::to_string(number));
    if (number < 1)
        RC_ASSERT(found == std::nullopt);
    else
        RC_ASSERT(found == std::min(Seconds{number}, longest_lifetime));
}

}  // namespace
}  // namespace fairlead::oauth
