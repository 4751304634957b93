// SPDX-License-Identifier: Apache-2.0
// What platforms of OAuth 1.0a answer instead of a token: whose fault it is, and that nothing stays.
#include "oauth/signed_leg.h"

#include "oauth/signed_connect_fixture.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;
using testing::Not;

net::Exchange too_long() {
    net::Exchange exchange;
    exchange.failure = {net::Progress::sent, Error{Errc::too_large, "Too long."}};
    return exchange;
}

net::Exchange refusing(int status, const std::string& challenge) {
    auto exchange = FakePlatform::reply(status, "no", "text/plain");
    exchange.response->headers.set("WWW-Authenticate", challenge);
    return exchange;
}

class SignedLeg : public SignedConnectTest {
protected:
    struct Case {
        const char* name;
        FakePlatform::Answer answer;
        Errc code;
        const char* reason;
    };
};

TEST_F(SignedLeg, TheFirstTellsWhoseFaultItIs) {
    const auto form = [](std::string body, int status = 200) {
        return [=] { return FakePlatform::reply(status, body, "text/plain"); };
    };
    const std::vector<Case> cases{
        {"wrong secret", form("Unauthorized", 401), Errc::conflict, "provider_config"},
        {"callback not registered", form("{}", 403), Errc::conflict, "provider_config"},
        {"a clock that is wrong",
         [] { return refusing(400, "OAuth realm=\"a\", oauth_problem=\"timestamp_refused\""); },
         Errc::conflict, "provider_config"},
        {"down", [] { return FakePlatform::broken(net::Progress::never_sent); },
         Errc::provider_failed, "network"},
        {"cut", [] { return FakePlatform::broken(net::Progress::sent); }, Errc::provider_failed,
         "provider_error"},
        {"500", form("oops", 500), Errc::provider_failed, "provider_error"},
        {"429", form("slow", 429), Errc::rate_limited, "rate_limited"},
        {"HTML", form("<html>sign in</html>"), Errc::provider_failed, "provider_error"},
        {"empty", form(""), Errc::provider_failed, "provider_error"},
        {"5 MB", [] { return too_long(); }, Errc::provider_failed, "provider_error"},
        {"redirect", form("", 302), Errc::provider_failed, "provider_error"},
        {"no secret", form("oauth_token=a&oauth_callback_confirmed=true"), Errc::provider_failed,
         "provider_error"},
        {"no token", form("oauth_token_secret=a&oauth_callback_confirmed=true"),
         Errc::provider_failed, "provider_error"},
        {"a token that comes twice",
         form("oauth_token=a&oauth_token=b&oauth_token_secret=c&oauth_callback_confirmed=true"),
         Errc::provider_failed, "provider_error"},
        {"OAuth 1.0 without a", form("oauth_token=a&oauth_token_secret=b"), Errc::provider_failed,
         "provider_error"},
        {"unconfirmed", form("oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=false"),
         Errc::provider_failed, "provider_error"},
    };
    for (const auto& each : cases) {
        platform_.answer(request_path, each.answer);
        const auto started = try_start(session_of(user_), signer());
        ASSERT_FALSE(started) << each.name;
        EXPECT_EQ(started.error().code, each.code) << each.name;
        EXPECT_STREQ(started.error().reason, each.reason) << each.name;
        EXPECT_FALSE(started.error().message.empty()) << each.name;
        EXPECT_EQ(context_->flows.pending(), 0u) << each.name;
        EXPECT_EQ(attempts_of(user_).size(), 1u) << each.name;
    }
    EXPECT_EQ(audit_.count_of("oauth_failed"), cases.size());
    EXPECT_EQ(audit_.count_of("oauth_initiated"), cases.size());
}

TEST_F(SignedLeg, TheFirstTellsTheOperatorInTheLog) {
    platform_.answer(request_path,
                     [] { return refusing(401, "OAuth oauth_problem=\"signature_invalid\""); });
    EXPECT_FALSE(try_start(session_of(user_), signer()));
    const auto told = std::ranges::find_if(lines_, [](const std::string& line) {
        return line.find("refuses our client") != std::string::npos;
    });
    ASSERT_NE(told, lines_.end());
    EXPECT_THAT(*told, HasSubstr("signature_invalid"));
    EXPECT_THAT(*told, Not(HasSubstr("consumer-secret")));
}

TEST_F(SignedLeg, TheLastTellsAConsentFromAClient) {
    struct Last {
        const char* name;
        FakePlatform::Answer answer;
        ConnectFailure kind;
        std::string reason;
    };
    const std::vector<Last> cases{
        {"an expired request token", [] { return FakePlatform::reply(401, "no"); },
         ConnectFailure::invalid_state, "consent_refused"},
        {"a verifier that is wrong",
         [] { return FakePlatform::reply(400, "oauth_problem=verifier_invalid", "text/plain"); },
         ConnectFailure::invalid_state, "consent_refused"},
        {"a secret that was changed meanwhile",
         [] { return refusing(401, "OAuth oauth_problem=\"signature_invalid\""); },
         ConnectFailure::invalid_credentials, "provider_config"},
        {"500", [] { return FakePlatform::reply(500, ""); }, ConnectFailure::provider_error, ""},
        {"no secret", [] { return FakePlatform::reply(200, "oauth_token=a"); },
         ConnectFailure::provider_error, ""},
        {"HTML", [] { return FakePlatform::reply(200, "<html></html>", "text/html"); },
         ConnectFailure::provider_error, ""},
        {"5 MB", [] { return too_long(); }, ConnectFailure::provider_error, ""},
        {"429", [] { return FakePlatform::reply(429, ""); }, ConnectFailure::rate_limited, ""},
    };
    for (const auto& each : cases) {
        platform_.answer(access_path, each.answer);
        const auto answer = finish(back(leave()));
        EXPECT_EQ(answer.failure, each.kind) << each.name;
        EXPECT_EQ(query_value(answer.redirect_url, "reason"), each.reason) << each.name;
    }
    EXPECT_TRUE(connections_of(user_).empty());
}

std::string problem(const std::string& challenge, const std::string& body = {}) {
    net::ClientResponse response;
    if (!challenge.empty()) response.headers.set("WWW-Authenticate", challenge);
    response.body = body;
    return problem_in(response);
}

TEST(SignedLegProblem, IsAWordOfTheHeaderOrTheBody) {
    EXPECT_EQ(problem("OAuth realm=\"a\",oauth_problem=\"token_rejected\",x=\"y\""),
              "token_rejected");
    EXPECT_EQ(problem("OAuth oauth_problem=nonce_used"), "nonce_used");
    EXPECT_EQ(problem("", "oauth_problem=token_expired&oauth_problem_advice=a%20b"),
              "token_expired");
    EXPECT_EQ(problem("Basic realm=\"a\"", "<html>"), "");
    EXPECT_EQ(problem("OAuth oauth_problem=\"" + std::string(41, 'a') + "\""), "");
}

RC_GTEST_PROP(SignedLegProperty, AProblemIsAShortWordWhateverCame, (const std::string& text)) {
    const auto word = problem("", "oauth_problem=" + text);
    RC_ASSERT(word.size() <= 40u);
    RC_ASSERT(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
}

}  // namespace
}  // namespace fairlead::oauth
