// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

const std::string calendar = "https://www.googleapis.com/auth/calendar";
const std::string events = "https://www.googleapis.com/auth/calendar.events";
constexpr auto token_path = "/oauth2.googleapis.com/token";
constexpr auto primary_path = "/www.googleapis.com/calendar/v3/users/me/calendarList/primary";

class Google : public testing::Test {
protected:
    static net::Pairs query(const std::string& scopes = calendar) {
        return {{"response_type", "code"},
                {"client_id", "google-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"state", "the-state"},
                {"access_type", "offline"},
                {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& pairs) {
        return box_.get("/accounts.google.com/o/oauth2/v2/auth?" + net::write_pairs(pairs));
    }
    static net::Pairs code_form(const std::string& code) {
        return {{"grant_type", "authorization_code"},
                {"code", code},
                {"redirect_uri", "http://localhost:9/back"},
                {"client_id", "google-client"},
                {"client_secret", "google-sample-secret"}};
    }
    json::value connect(const net::Pairs& pairs = query()) {
        const auto answer =
            box_.post(token_path, code_form(box_.callback(authorize(pairs))["code"]));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return box_.post(token_path, {{"grant_type", "refresh_token"},
                                      {"refresh_token", token},
                                      {"client_id", "google-client"},
                                      {"client_secret", "google-sample-secret"}});
    }
    net::ClientResponse primary(const json::value& tokens) {
        auto made = box_.request(net::Method::get, primary_path);
        made.headers.add("Authorization", "Bearer " + box_.text(tokens, "/access_token"));
        return box_.send(std::move(made));
    }

    SandboxFixture box_;
};

TEST_F(Google, AnswersInItsOwnShape) {
    auto back = box_.callback(authorize(query()));
    EXPECT_EQ(back["scope"], calendar);
    EXPECT_TRUE(back["code"].starts_with("4/"));
    const auto tokens = box_.parse(box_.post(token_path, code_form(back["code"])).body);
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "3599");
    EXPECT_EQ(box_.text(tokens, "/scope"), calendar);
    EXPECT_TRUE(box_.text(tokens, "/refresh_token").starts_with("1//"));
    EXPECT_EQ(box_.text(box_.parse(primary(tokens).body), "/id"), "first@sample.invalid");
    const auto renewed = box_.parse(refresh(box_.text(tokens, "/refresh_token")).body);
    EXPECT_EQ(box_.text(renewed, "/refresh_token"), "(absent)") << "the old one goes on";
}

TEST_F(Google, GivesARefreshTokenOnceUnlessAskedAnew) {
    auto online = query();
    online[5].second = "online";
    EXPECT_EQ(box_.text(connect(online), "/refresh_token"), "(absent)");
    auto second = query();
    second.emplace_back("account", "second@sample.invalid");
    EXPECT_NE(box_.text(connect(second), "/refresh_token"), "(absent)");
    EXPECT_EQ(box_.text(connect(second), "/refresh_token"), "(absent)");
    second.emplace_back("prompt", "consent");
    EXPECT_NE(box_.text(connect(second), "/refresh_token"), "(absent)");
}

TEST_F(Google, AddsWhatWasGrantedBefore) {
    connect();
    auto more = query(events);
    EXPECT_EQ(box_.text(connect(more), "/scope"), events);
    more.emplace_back("include_granted_scopes", "true");
    EXPECT_EQ(box_.text(connect(more), "/scope"), events + " " + calendar);
}

TEST_F(Google, TellsWhoItIsWhereOpenidWasAskedFor) {
    EXPECT_EQ(box_.text(connect(), "/id_token"), "(absent)");
    auto pairs = query("openid email " + calendar);
    pairs.emplace_back("nonce", "the-nonce");
    pairs.emplace_back("prompt", "consent");
    const auto id_token = box_.text(connect(pairs), "/id_token");
    const auto parts = split(id_token, '.');
    ASSERT_EQ(parts.size(), 3U) << id_token;
    const auto body = base64url_decode(parts[1]);
    ASSERT_TRUE(body);
    const auto claims = box_.parse(std::string{body->begin(), body->end()});
    EXPECT_EQ(box_.text(claims, "/iss"), "https://accounts.google.com");
    EXPECT_EQ(box_.text(claims, "/aud"), "google-client");
    EXPECT_EQ(box_.text(claims, "/sub"), "100000000000000000001");
    EXPECT_EQ(box_.text(claims, "/email"), "first@sample.invalid");
    EXPECT_EQ(box_.text(claims, "/nonce"), "the-nonce");
}

TEST_F(Google, ToldScopesGoByTheirLongNames) {
    const std::string long_name = "https://www.googleapis.com/auth/userinfo.email";
    EXPECT_EQ(box_.text(connect(query("openid email")), "/scope"), "openid " + long_name);
    auto pairs = query("openid " + long_name);
    pairs.emplace_back("account", "second@sample.invalid");
    EXPECT_EQ(box_.text(connect(pairs), "/scope"), "openid " + long_name);
}

TEST_F(Google, EachProductTellsWhoTheAccountIsToThoseWithItsScope) {
    const std::string analytics = "https://www.googleapis.com/auth/analytics.readonly";
    const std::string mail = "https://www.googleapis.com/auth/gmail.readonly";
    const auto tokens = connect(query("openid email " + analytics));
    const auto ask = [&](const char* path) {
        auto made = box_.request(net::Method::get, path);
        made.headers.add("Authorization", "Bearer " + box_.text(tokens, "/access_token"));
        return box_.send(std::move(made));
    };
    const auto who = box_.parse(ask("/openidconnect.googleapis.com/v1/userinfo").body);
    EXPECT_EQ(box_.text(who, "/sub"), "100000000000000000001");
    EXPECT_EQ(box_.text(who, "/email"), "first@sample.invalid");
    EXPECT_EQ(box_.text(who, "/name"), "(absent)") << "profile was not asked for";
    const auto properties =
        box_.parse(ask("/analyticsadmin.googleapis.com/v1beta/accountSummaries").body);
    EXPECT_EQ(box_.text(properties, "/accountSummaries/0/propertySummaries/0/property"),
              "properties/2001");
    constexpr auto profile = "/gmail.googleapis.com/gmail/v1/users/me/profile";
    EXPECT_EQ(ask(profile).status, 403);
    auto more = query("openid " + mail);
    more.emplace_back("include_granted_scopes", "true");
    connect(more);
    EXPECT_EQ(ask(profile).status, 403) << "of the token that was there before";
}

TEST_F(Google, AnApplicationInTestingKeepsNobodyForMoreThanAWeek) {
    EXPECT_EQ(box_.text(connect(), "/refresh_token_expires_in"), "(absent)");
    box_.control(net::Method::put, "/control/clients/google-client",
                 R"({"refreshLifeSeconds":604800})");
    auto pairs = query();
    pairs.emplace_back("account", "second@sample.invalid");
    const auto tokens = connect(pairs);
    EXPECT_EQ(box_.text(tokens, "/refresh_token_expires_in"), "604799");
    const auto token = box_.text(tokens, "/refresh_token");
    EXPECT_EQ(refresh(token).status, 200);
    box_.clock().advance(std::chrono::hours{24 * 7});
    EXPECT_EQ(box_.error_of(refresh(token)), "invalid_grant") << "used or not";
}

TEST_F(Google, DropsTheOldestOfMoreThanAHundred) {
    auto pairs = query();
    pairs.emplace_back("prompt", "consent");
    const auto oldest = connect(pairs);
    const auto second = connect(pairs);
    for (int i = 2; i < 100; ++i) connect(pairs);
    EXPECT_EQ(refresh(box_.text(oldest, "/refresh_token")).status, 200);
    connect(pairs);
    EXPECT_EQ(box_.error_of(refresh(box_.text(oldest, "/refresh_token"))), "invalid_grant");
    EXPECT_EQ(primary(oldest).status, 200) << "its access token serves until it ends";
    EXPECT_EQ(refresh(box_.text(second, "/refresh_token")).status, 200);
}

TEST_F(Google, LetsPeopleUntickAScope) {
    auto pairs = query(calendar + " " + events);
    pairs.pop_back();
    const auto page = authorize(pairs);
    const auto at = page.body.find("name=\"request\" value=\"") + 22;
    const auto request = page.body.substr(at, page.body.find('"', at) - at);
    EXPECT_NE(page.body.find("name=\"scope-1\""), std::string::npos) << page.body;
    const auto back = box_.callback(
        box_.post("/accounts.google.com/o/oauth2/v2/auth", {{"request", request},
                                                            {"decision", "allow"},
                                                            {"account", "third@sample.invalid"},
                                                            {"scope-1", "on"}}));
    const auto tokens = box_.parse(box_.post(token_path, code_form(back.at("code"))).body);
    EXPECT_EQ(box_.text(tokens, "/scope"), events);
    const auto refused = primary(tokens);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(box_.text(box_.parse(refused.body), "/error/details/0/reason"),
              "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
}

TEST_F(Google, ARevokeEndsEverythingTheUserGranted) {
    const auto first = connect();
    auto again = query();
    again.emplace_back("prompt", "consent");
    const auto second = connect(again);
    const auto token = box_.text(first, "/access_token");
    EXPECT_EQ(box_.post("/oauth2.googleapis.com/revoke", {{"token", token}}).status, 200);
    EXPECT_EQ(box_.error_of(refresh(box_.text(second, "/refresh_token"))), "invalid_grant");
    EXPECT_EQ(primary(second).status, 401);
    const auto twice = box_.post("/oauth2.googleapis.com/revoke", {{"token", token}});
    EXPECT_EQ(twice.status, 400);
    EXPECT_EQ(box_.error_of(twice), "invalid_token");
}

TEST_F(Google, PeopleTakeBackWhatTheyGranted) {
    const auto path = "/myaccount.google.com/connections";
    EXPECT_NE(box_.get(path).body.find("There are none."), std::string::npos);
    const auto tokens = connect();
    const auto page = box_.get(path);
    EXPECT_NE(page.body.find("First Sample"), std::string::npos) << page.body;
    EXPECT_EQ(box_.post("/app.hubspot.com/settings/connected-apps", {{"grant", "1"}}).status, 400)
        << "it is no grant of HubSpot's";
    EXPECT_EQ(box_.post(path, {{"grant", "1"}}).status, 303);
    EXPECT_EQ(box_.error_of(refresh(box_.text(tokens, "/refresh_token"))), "invalid_grant");
    EXPECT_EQ(box_.post(path, {{"grant", "1"}}).status, 400);
}

TEST_F(Google, RefusesWhatIsWrong) {
    auto form = code_form(box_.callback(authorize(query()))["code"]);
    form[2].second = "http://localhost:9/other";
    EXPECT_EQ(box_.error_of(box_.post(token_path, form)), "redirect_uri_mismatch");
    form.back().second = "another-secret";
    const auto refused = box_.post(token_path, form);
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(box_.error_of(refused), "invalid_client");
    const auto used = code_form(box_.callback(authorize(query()))["code"]);
    EXPECT_EQ(box_.post(token_path, used).status, 200);
    EXPECT_EQ(box_.error_of(box_.post(token_path, used)), "invalid_grant");
    EXPECT_EQ(authorize(query("https://www.googleapis.com/auth/everything")).status, 400);
    auto elsewhere = query();
    elsewhere[2].second = "https://elsewhere.example/back";
    const auto page = authorize(elsewhere);
    EXPECT_EQ(page.status, 400);
    EXPECT_FALSE(page.headers.find("Location")) << "a mismatch is never redirected";
}

TEST_F(Google, ChecksAChallengeWhereOneIsGiven) {
    auto pairs = query();
    pairs.emplace_back("code_challenge", box_.challenge());
    pairs.emplace_back("code_challenge_method", "S256");
    auto form = code_form(box_.callback(authorize(pairs))["code"]);
    EXPECT_EQ(box_.error_of(box_.post(token_path, form)), "invalid_grant");
    form = code_form(box_.callback(authorize(pairs))["code"]);
    form.emplace_back("code_verifier", SandboxFixture::verifier);
    EXPECT_EQ(box_.post(token_path, form).status, 200);
}

}  // namespace
}  // namespace fairlead::sandbox
