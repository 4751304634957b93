// SPDX-License-Identifier: Apache-2.0
#include "oauth/trial_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;
using Verdict = TrialVerdict;

net::Exchange answered(int status, std::string body, const char* type = "application/json",
                       const char* location = nullptr) {
    net::ClientResponse response;
    response.status = status;
    response.body = std::move(body);
    response.headers.set("Content-Type", type);
    if (location != nullptr) response.headers.set("Location", location);
    net::Exchange exchange;
    exchange.response = std::move(response);
    return exchange;
}

net::Exchange failed(net::Progress progress, const char* message) {
    net::Exchange exchange;
    exchange.failure = {progress, Error{Errc::unavailable, message}};
    return exchange;
}

TrialStep token(const net::Exchange& exchange, TrialClient client = TrialClient::made_up) {
    const catalog::AuthMethod method;
    return judge_token(method, exchange, client, Time{});
}

TEST(TrialWords, ATokenEndpointIsKnownByItsErrors) {
    const auto stranger = token(answered(401, R"({"error":"invalid_client"})"));
    EXPECT_EQ(stranger.verdict, Verdict::good);
    EXPECT_THAT(stranger.says, HasSubstr("a client that it does not know (invalid_client)"));
    EXPECT_EQ(token(answered(400, R"({"error":"invalid_grant"})")).verdict, Verdict::good);
    EXPECT_EQ(token(answered(400, R"({"error":"invalid_request"})")).verdict, Verdict::doubtful);
    EXPECT_EQ(token(answered(400, R"({"error":"unsupported_grant_type"})")).verdict, Verdict::bad);
    EXPECT_EQ(token(answered(400, "{}")).verdict, Verdict::doubtful);
    EXPECT_EQ(token(answered(200, R"({"access_token":"t","token_type":"Bearer"})")).verdict,
              Verdict::doubtful);
}

TEST(TrialWords, WhatIsSaidToTheRealClientIsWorthMore) {
    const auto refused = token(answered(401, R"({"error":"invalid_client"})"), TrialClient::real);
    EXPECT_EQ(refused.verdict, Verdict::bad);
    EXPECT_THAT(refused.says, HasSubstr("refuses the client id or secret that is stored"));
    const auto known = token(answered(400, R"({"error":"invalid_grant"})"), TrialClient::real);
    EXPECT_EQ(known.verdict, Verdict::good);
    EXPECT_THAT(known.says, HasSubstr("knows the client"));
}

TEST(TrialWords, APageIsNoTokenEndpoint) {
    const auto page = token(answered(200, "<!doctype html><p>Hello", "text/html; charset=utf-8"));
    EXPECT_EQ(page.verdict, Verdict::bad);
    EXPECT_THAT(page.says, HasSubstr("answers with a page (200)"));
    EXPECT_EQ(token(answered(403, "\n <html>", "application/json")).verdict, Verdict::bad);
    EXPECT_EQ(token(answered(302, "", "text/plain", "https://x.example")).verdict, Verdict::bad);
}

TEST(TrialWords, AConsentPageIsAPageOrLeadsToOne) {
    const auto made_up = TrialClient::made_up;
    EXPECT_EQ(judge_authorize(answered(200, "<html>", "text/html"), made_up).verdict,
              Verdict::good);
    EXPECT_EQ(judge_authorize(answered(200, "{}"), made_up).verdict, Verdict::doubtful);
    const auto led = judge_authorize(
        answered(302, "", "text/html", "https://login.x.example/u?secret=1"), made_up);
    EXPECT_EQ(led.verdict, Verdict::good);
    EXPECT_EQ(led.says, "It leads on to login.x.example.");
    const auto stranger = judge_authorize(answered(400, "<html>", "text/html"), made_up);
    EXPECT_EQ(stranger.verdict, Verdict::doubtful);
    EXPECT_THAT(stranger.says, HasSubstr("Store the client id"));
    EXPECT_THAT(judge_authorize(answered(400, "", "text/html"), TrialClient::real).says,
                HasSubstr("Is the redirect URI registered"));
}

TEST(TrialWords, AnIdentityCallWantsAToken) {
    EXPECT_EQ(judge_identity(answered(401, "{}")).verdict, Verdict::good);
    EXPECT_EQ(judge_identity(answered(200, "{}")).verdict, Verdict::doubtful);
}

TEST(TrialWords, WhatHoldsOfAllIsSaidOfAll) {
    const auto all = [](const net::Exchange& exchange) {
        return std::vector<TrialStep>{judge_authorize(exchange, TrialClient::made_up),
                                      token(exchange), judge_identity(exchange)};
    };
    for (const auto& step : all(answered(404, "<html>", "text/html"))) {
        EXPECT_EQ(step.verdict, Verdict::bad) << step.call;
        EXPECT_THAT(step.says, HasSubstr("nothing at this address"));
    }
    for (const auto& step : all(answered(503, "<html>", "text/html"))) {
        EXPECT_EQ(step.verdict, Verdict::doubtful) << step.call;
    }
    for (const auto& step : all(answered(429, "{}")))
        EXPECT_THAT(step.says, HasSubstr("Try later"));
    for (const auto& step : all(failed(net::Progress::never_sent, "No such host."))) {
        EXPECT_EQ(step.verdict, Verdict::bad) << step.call;
        EXPECT_EQ(step.says, "It could not be reached: No such host.");
    }
    for (const auto& step : all(failed(net::Progress::sent, "Too slow."))) {
        EXPECT_EQ(step.says, "It was reached and gave no answer: Too slow.");
    }
}

TEST(TrialWords, ACallThatIsToProveKeysRefusesOneThatNobodyHas) {
    catalog::Request request;
    for (const int status : {400, 401, 403, 422})
        EXPECT_EQ(judge_check(request, answered(status, "{}")).verdict, Verdict::good) << status;
    for (const char* body : {"{}", "[]", "null"}) {
        const auto open = judge_check(request, answered(200, body));
        EXPECT_EQ(open.verdict, Verdict::bad) << body;
        EXPECT_THAT(open.says, HasSubstr("a credential that nobody has"));
    }
    request.ok = catalog::OkRule{"/ok", "true"};
    EXPECT_EQ(judge_check(request, answered(200, R"({"ok":false})")).verdict, Verdict::good);
    EXPECT_EQ(judge_check(request, answered(200, R"({"ok":true})")).verdict, Verdict::bad);
}

TEST(TrialWords, WhatSuchACallCouldNotBeAskedIsSaid) {
    const catalog::Request request;
    for (const int status : {302, 404, 410, 429, 500, 503}) {
        const auto step = judge_check(request, answered(status, "<html>", "text/html"));
        EXPECT_EQ(step.verdict, Verdict::doubtful) << status;
        EXPECT_THAT(step.says, HasSubstr(std::to_string(status)));
    }
    EXPECT_EQ(judge_check(request, answered(200, "<html>", "text/html")).verdict,
              Verdict::doubtful);
    const auto away = judge_check(request, failed(net::Progress::never_sent, "No such host."));
    EXPECT_EQ(away.verdict, Verdict::doubtful);
    EXPECT_THAT(away.says, HasSubstr("No such host."));
}

TEST(TrialWords, AnErrorWordCannotBreakTheSentence) {
    const auto odd =
        token(answered(400, "{\"error\":\"a\\u0000\\nb" + std::string(500, 'x') + "\"}"));
    EXPECT_LT(odd.says.size(), 200U);
    for (const char c : odd.says) EXPECT_GE(static_cast<unsigned char>(c), ' ');
}

}  // namespace
}  // namespace fairlead::oauth
