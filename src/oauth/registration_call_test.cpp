// SPDX-License-Identifier: Apache-2.0
#include "oauth/registration_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {
namespace {

using catalog::ClientAuth;
using testing::HasSubstr;

constexpr Time registered_at = from_unix_ms(1'700'000'000'000);

RegistrationAsk ask_for(ClientAuth auth = ClientAuth::basic) {
    return {"https://as.example/register", "https://we.example/callback", {"a", "b"}, auth};
}

net::Exchange answered(int status, std::string body) {
    net::Exchange exchange;
    exchange.response.emplace();
    exchange.response->status = status;
    exchange.response->body = std::move(body);
    return exchange;
}

Result<RegisteredAs> read(int status, std::string body, ClientAuth auth = ClientAuth::basic) {
    return read_registration(ask_for(auth), answered(status, std::move(body)), "Acme",
                             registered_at);
}

TEST(RegistrationCall, SaysWhoWeAreAndHowWeCome) {
    const auto call = build_registration(ask_for());
    ASSERT_TRUE(call);
    EXPECT_EQ(call->method, net::Method::post);
    EXPECT_EQ(call->url.text(), "https://as.example/register");
    EXPECT_FALSE(call->headers.has("Authorization"));
    const auto body = *parse_json(call->body);
    EXPECT_EQ(body.at("redirect_uris").at(0), "https://we.example/callback");
    EXPECT_EQ(body.at("token_endpoint_auth_method"), "client_secret_basic");
    EXPECT_EQ(body.at("scope"), "a b");
    auto without = ask_for(ClientAuth::none);
    without.scopes.clear();
    EXPECT_FALSE(parse_json(build_registration(without)->body)->as_object().contains("scope"));
    without.url = "http://as.example/register";
    EXPECT_FALSE(build_registration(without));
}

TEST(RegistrationCall, WhatItRegisteredIsWhatCounts) {
    const auto made =
        read(201, R"({"client_id":"c","client_secret":"s","client_secret_expires_at":0,)"
                  R"("token_endpoint_auth_method":"client_secret_post",)"
                  R"("registration_access_token":"t",)"
                  R"("registration_client_uri":"https://as.example/register/c"})");
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->client_id, "c");
    EXPECT_EQ(made->client_secret.expose(), "s");
    EXPECT_EQ(made->access_token.expose(), "t");
    EXPECT_EQ(made->manage_url, "https://as.example/register/c");
    EXPECT_EQ(made->auth, ClientAuth::post);
    EXPECT_FALSE(made->secret_expires_at);
}

TEST(RegistrationCall, WithoutASecretTheClientIsPublic) {
    EXPECT_EQ(read(201, R"({"client_id":"c"})")->auth, ClientAuth::none);
    EXPECT_EQ(read(201, R"({"client_id":"c","client_secret":"s"})")->auth, ClientAuth::basic);
    EXPECT_EQ(read(200, R"({"client_id":"c","client_secret":"s",)"
                        R"("token_endpoint_auth_method":"none"})")
                  ->auth,
              ClientAuth::none);
}

TEST(RegistrationCall, ASecretsEndIsKeptAndOneThatIsPastRefused) {
    const auto with = [](const char* end) {
        return read(201, std::string{R"({"client_id":"c","client_secret":"s",)"} +
                             R"("client_secret_expires_at":)" + end + "}");
    };
    EXPECT_EQ(with("1700000100")->secret_expires_at, registered_at + Seconds{100});
    EXPECT_FALSE(with("1699999999"));
    EXPECT_FALSE(with("0")->secret_expires_at);
    EXPECT_FALSE(with("\"soon\"")->secret_expires_at);
    EXPECT_FALSE(with("1e300")->secret_expires_at);
}

TEST(RegistrationCall, ItsManagementIsAskedAtItsOwnOriginAlone) {
    for (const char* url :
         {"https://evil.example/c", "http://as.example/c", "https://u@as.example", "/c", ""})
        EXPECT_EQ(read(201, std::string{R"({"client_id":"c","registration_access_token":"t",)"} +
                                R"("registration_client_uri":")" + url + "\"}")
                      ->manage_url,
                  "")
            << url;
}

TEST(RegistrationCall, ARefusalTellsTheOperatorWhatToDo) {
    const auto refused = read(403, R"({"error":"access_denied","error_description":"by hand"})");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_STREQ(refused.error().reason, "provider_config");
    for (const char* said : {"HTTP 403", "access_denied", "by hand", "https://we.example/callback",
                             "client id and secret"})
        EXPECT_THAT(refused.error().message, HasSubstr(said));
}

TEST(RegistrationCall, NotNowIsNoRefusal) {
    EXPECT_EQ(read(429, "").error().code, Errc::rate_limited);
    EXPECT_TRUE(read(429, "").error().retry_after);
    EXPECT_EQ(read(503, "").error().code, Errc::provider_failed);
    net::Exchange none;
    none.failure = {net::Progress::never_sent, Error{Errc::provider_failed, "no route"}};
    EXPECT_EQ(read_registration(ask_for(), none, "Acme", registered_at).error().code,
              Errc::provider_failed);
}

TEST(RegistrationCall, AnOddAnswerIsTheServersFault) {
    for (
        const char* body :
        {"", "[]", "{}", R"({"client_id":""})", R"({"client_id":"a\nb"})", R"({"client_id":7})",
         R"({"client_id":"c","redirect_uris":["https://other.example"]})",
         R"({"client_id":"c","client_secret":"s","token_endpoint_auth_method":"private_key_jwt"})"}) {
        const auto read_as = read(201, body);
        if (std::string_view{body} == R"({"client_id":7})") {
            EXPECT_EQ(read_as->client_id, "7");  // a number is a name as well
            continue;
        }
        ASSERT_FALSE(read_as) << body;
        EXPECT_EQ(read_as.error().code, Errc::provider_failed) << body;
    }
}

TEST(RegistrationCall, OnlyABadDescriptionOfUsIsWorthAnother) {
    EXPECT_TRUE(wants_other_auth(answered(400, R"({"error":"invalid_client_metadata"})")));
    EXPECT_FALSE(wants_other_auth(answered(400, R"({"error":"invalid_redirect_uri"})")));
    EXPECT_FALSE(wants_other_auth(answered(403, R"({"error":"invalid_client_metadata"})")));
    EXPECT_FALSE(wants_other_auth(answered(400, "")));
    EXPECT_FALSE(wants_other_auth({}));
}

RC_GTEST_PROP(RegistrationCall, AnyAnswerIsReadOrRefused, (const std::string& body)) {
    const auto made = read(201, body);
    // The macro looks at both sides of an "or".
    if (made) RC_ASSERT(!made->client_id.empty());
}

}  // namespace
}  // namespace fairlead::oauth
