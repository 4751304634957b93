// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

constexpr auto token_path = "/api.hubapi.com/oauth/2026-03/token";

class Hubspot : public testing::Test {
protected:
    static net::Pairs query(const std::string& scopes = "oauth crm.objects.contacts.read") {
        return {{"client_id", "hubspot-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"state", "the-state"},
                {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& pairs) {
        return box_.get("/app.hubspot.com/oauth/authorize?" + net::write_pairs(pairs));
    }
    static net::Pairs with_client(net::Pairs pairs) {
        pairs.emplace_back("client_id", "hubspot-client");
        pairs.emplace_back("client_secret", "hubspot-sample-secret");
        return pairs;
    }
    static net::Pairs code_form(const std::string& code) {
        return with_client({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", "http://localhost:9/back"}});
    }
    json::value connect() {
        const auto answer =
            box_.post(token_path, code_form(box_.callback(authorize(query()))["code"]));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return box_.post(token_path,
                         with_client({{"grant_type", "refresh_token"}, {"refresh_token", token}}));
    }
    net::ClientResponse introspect(const std::string& token) {
        return box_.post(std::string{token_path} + "/introspect", with_client({{"token", token}}));
    }
    /// HTTP 400 in the OAuth endpoints' shape.
    void expect_refused(const net::ClientResponse& answer, const std::string& error,
                        const std::string& status) {
        EXPECT_EQ(answer.status, 400);
        const auto document = box_.parse(answer.body);
        EXPECT_EQ(box_.text(document, "/error"), error) << answer.body;
        EXPECT_EQ(box_.text(document, "/status"), status) << answer.body;
    }

    SandboxFixture box_;
};

TEST_F(Hubspot, AnswersInItsOwnShape) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/token_type"), "bearer");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "1800");
    EXPECT_EQ(box_.text(tokens, "/hub_id"), "20010001");
    EXPECT_EQ(box_.text(tokens, "/scopes/1"), "crm.objects.contacts.read");
    EXPECT_EQ(box_.text(tokens, "/scope"), "(absent)");
    EXPECT_TRUE(box_.text(tokens, "/refresh_token").starts_with("na1-"));
    const auto known = box_.parse(introspect(box_.text(tokens, "/access_token")).body);
    EXPECT_EQ(box_.text(known, "/hub_domain"), "first-sample.invalid");
    EXPECT_EQ(box_.text(box_.parse(introspect("nothing").body), "/active"), "false");
}

TEST_F(Hubspot, ItsFirstTokenPathServesForAWhile) {
    const auto form = with_client({{"grant_type", "refresh_token"},
                                   {"refresh_token", box_.text(connect(), "/refresh_token")}});
    const auto answer = box_.post("/api.hubapi.com/oauth/v1/token", form);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/token_type"), "bearer");
}

TEST_F(Hubspot, ShowsThePageWithWordsAndSampleAccounts) {
    auto pairs = query();
    pairs.pop_back();
    const auto page = authorize(pairs);
    EXPECT_EQ(page.status, 200);
    for (const char* text : {"HubSpot", "View your contacts", "sample data", "20010003", "Deny"}) {
        EXPECT_NE(page.body.find(text), std::string::npos) << text;
    }
}

TEST_F(Hubspot, TellsWrongScopesOnItsOwnPage) {
    const auto page = authorize(query("crm.objects.everything"));
    EXPECT_EQ(page.status, 400);
    EXPECT_FALSE(page.headers.find("Location"));
}

TEST_F(Hubspot, RefreshTokensStay) {
    const auto tokens = connect();
    const auto refresh_token = box_.text(tokens, "/refresh_token");
    for (int i = 0; i < 2; ++i) {
        const auto answer = box_.parse(refresh(refresh_token).body);
        EXPECT_EQ(box_.text(answer, "/refresh_token"), refresh_token);
        EXPECT_NE(box_.text(answer, "/access_token"), box_.text(tokens, "/access_token"));
    }
}

TEST_F(Hubspot, AccessTokensOutliveARevoke) {
    const auto tokens = connect();
    const auto refresh_token = box_.text(tokens, "/refresh_token");
    const auto revoked =
        box_.post(std::string{token_path} + "/revoke",
                  with_client({{"token", refresh_token}, {"token_type_hint", "refresh_token"}}));
    EXPECT_EQ(revoked.status, 200);
    expect_refused(refresh(refresh_token), "invalid_grant", "BAD_REFRESH_TOKEN");
    const auto known = box_.parse(introspect(box_.text(tokens, "/access_token")).body);
    EXPECT_EQ(box_.text(known, "/active"), "true");
}

TEST_F(Hubspot, RefusesWhatIsWrong) {
    const auto code = [&] { return box_.callback(authorize(query()))["code"]; };
    auto form = code_form(code());
    form.back().second = "another-secret";
    expect_refused(box_.post(token_path, form), "invalid_client", "BAD_CLIENT_SECRET");
    form[3].second = "acme-client";  // registered, but elsewhere
    expect_refused(box_.post(token_path, form), "invalid_client", "BAD_CLIENT_ID");
    form = code_form(code());
    form[2].second = "http://localhost:9/other";
    expect_refused(box_.post(token_path, form), "invalid_grant", "BAD_REDIRECT_URI");
    expect_refused(box_.post(token_path, code_form("nothing")), "invalid_grant", "BAD_AUTH_CODE");
    const auto used = code_form(code());
    EXPECT_EQ(box_.post(token_path, used).status, 200);
    expect_refused(box_.post(token_path, used), "invalid_grant", "BAD_AUTH_CODE");
    expect_refused(box_.post(token_path, with_client({{"grant_type", "password"}})),
                   "unsupported_grant_type", "BAD_GRANT_TYPE");
}

TEST_F(Hubspot, TakesNoCredentialsFromTheHeaderOrTheQuery) {
    const auto code = box_.callback(authorize(query()))["code"];
    auto form = box_.form(
        std::string{token_path} + "?client_id=hubspot-client&client_secret=hubspot-sample-secret",
        {{"grant_type", "authorization_code"},
         {"code", code},
         {"redirect_uri", "http://localhost:9/back"}});
    form.headers.add("Authorization",
                     "Basic " + base64_encode(bytes_of("hubspot-client:hubspot-sample-secret")));
    expect_refused(box_.send(std::move(form)), "invalid_client", "BAD_CLIENT_ID");
}

TEST_F(Hubspot, GrowsTiredInItsOwnWords) {
    const auto tokens = connect();
    box_.control(net::Method::post, "/control/faults",
                 R"({"fault":"rate_limited=7@refresh","client":"hubspot-client"})");
    const auto answer = refresh(box_.text(tokens, "/refresh_token"));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.find("Retry-After"), "7");
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/policyName"), "TEN_SECONDLY_ROLLING");
}

}  // namespace
}  // namespace fairlead::sandbox
