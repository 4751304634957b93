// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

class Authorize : public testing::Test {
protected:
    net::Pairs query_with(const std::string& name, const std::string& value) const {
        auto query = box_.authorize_query();
        std::erase_if(query, [&](const auto& pair) { return pair.first == name; });
        if (!value.empty()) query.emplace_back(name, value);
        return query;
    }
    void expect_error(const std::string& name, const std::string& value, const std::string& error) {
        auto back = SandboxFixture::callback(box_.authorize(query_with(name, value)));
        EXPECT_EQ(back["error"], error) << name << "=" << value;
        EXPECT_EQ(back["state"], "the-state");
        EXPECT_EQ(back["iss"], box_.sandbox().origin() + "/acme");
        EXPECT_FALSE(back.contains("code"));
    }
    void expect_stays(const net::Pairs& query) {
        const auto answer = box_.authorize(query);
        EXPECT_EQ(answer.status, 400);
        EXPECT_FALSE(answer.headers.has("Location"));
    }
    /// The handle in the consent page's form.
    static std::string handle_in(const std::string& page) {
        constexpr std::string_view before = "name=\"request\" value=\"";
        const auto at = page.find(before);
        EXPECT_NE(at, std::string::npos) << page;
        const auto begin = at + before.size();
        return page.substr(begin, page.find('"', begin) - begin);
    }

    SandboxFixture box_;
};

TEST_F(Authorize, AsksTheUserAndSendsThemBack) {
    const auto page = box_.authorize(query_with("auto", ""));
    ASSERT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("Third Sample &amp; Co. &lt;Ltd&gt;"), std::string::npos);
    EXPECT_NE(page.body.find("records.read"), std::string::npos);
    const net::Pairs allow = {
        {"request", handle_in(page.body)}, {"account", "sample-2"}, {"decision", "allow"}};
    const auto answer = box_.post("/acme/authorize", allow);
    EXPECT_EQ(answer.status, 303);
    auto back = SandboxFixture::callback(answer);
    EXPECT_EQ(back["state"], "the-state");
    EXPECT_EQ(back["iss"], box_.sandbox().origin() + "/acme");
    EXPECT_EQ(box_.post("/acme/token", box_.exchange_form(back["code"])).status, 200);
    EXPECT_EQ(box_.text(box_.family(), "/account"), "sample-2");
    EXPECT_EQ(box_.post("/acme/authorize", allow).status, 400);
}

TEST_F(Authorize, LetsTheUserRefuse) {
    const auto page = box_.authorize(query_with("auto", ""));
    auto back = SandboxFixture::callback(
        box_.post("/acme/authorize", {{"request", handle_in(page.body)}, {"decision", "deny"}}));
    EXPECT_EQ(back["error"], "access_denied");
    expect_error("auto", "deny", "access_denied");
}

TEST_F(Authorize, SendsNobodyWhereTheyDoNotBelong) {
    expect_stays(query_with("client_id", "nobody"));
    expect_stays(query_with("client_id", ""));
    expect_stays(query_with("redirect_uri", ""));
    expect_stays(query_with("redirect_uri", "https://elsewhere.invalid/back"));
    expect_stays(query_with("redirect_uri", "http://localhost.elsewhere.invalid/"));
    expect_stays(query_with("redirect_uri", "http://localhost@elsewhere.invalid/"));
    expect_stays(query_with("redirect_uri", "http://localhost:9/back#fragment"));
    auto twice = box_.authorize_query();
    twice.emplace_back("redirect_uri", "http://localhost:9/other");
    expect_stays(twice);
}

TEST_F(Authorize, ComparesRegisteredUrisByteByByte) {
    box_.set_client(R"({"loopbackRedirects":false,"redirectUris":["https://app.invalid/back"]})");
    const auto there = box_.authorize(query_with("redirect_uri", "https://app.invalid/back"));
    EXPECT_EQ(there.status, 303);
    expect_stays(query_with("redirect_uri", "https://app.invalid/back/"));
    expect_stays(query_with("redirect_uri", "https://APP.invalid/back"));
    expect_stays(box_.authorize_query());
}

TEST_F(Authorize, TellsTheApplicationWhatIsWrong) {
    expect_error("response_type", "", "invalid_request");
    expect_error("response_type", "token", "unsupported_response_type");
    expect_error("code_challenge", "", "invalid_request");
    expect_error("code_challenge", "too-short", "invalid_request");
    expect_error("code_challenge_method", "plain", "invalid_request");
    expect_error("code_challenge_method", "", "invalid_request");
    expect_error("scope", "openid everything", "invalid_scope");
}

TEST_F(Authorize, GrantsWhatTheClientMayHave) {
    box_.set_client(R"({"scopes":["profile"]})");
    EXPECT_EQ(box_.text(box_.connect(), "/scope"), "profile");
}

TEST_F(Authorize, DecidesByItselfWhereTheClientSaysSo) {
    box_.set_client(R"({"consent":"approve","account":"sample-3"})");
    auto back = SandboxFixture::callback(box_.authorize(query_with("auto", "")));
    EXPECT_TRUE(back.contains("code"));
    EXPECT_EQ(box_.text(box_.family(), "/account"), "sample-3");
    box_.set_client(R"({"consent":"deny"})");
    back = SandboxFixture::callback(box_.authorize(query_with("auto", "")));
    EXPECT_EQ(back["error"], "access_denied");
}

TEST_F(Authorize, HasAsManyAccountsAsATestNeeds) {
    auto query = box_.authorize_query();
    query.emplace_back("account", "bulk-199");
    EXPECT_TRUE(SandboxFixture::callback(box_.authorize(query)).contains("code"));
    query.back().second = "bulk-0199";
    expect_stays(query);
}

TEST_F(Authorize, PlaysTheCallbacksFaults) {
    const auto back_with = [&](const std::string& fault) {
        return SandboxFixture::callback(box_.authorize(query_with("fault", fault)));
    };
    EXPECT_EQ(back_with("denied")["error"], "access_denied");
    EXPECT_FALSE(back_with("iss=missing").contains("iss"));
    EXPECT_EQ(back_with("iss=wrong")["iss"], "https://elsewhere.invalid");
    EXPECT_EQ(back_with("state=wrong")["state"], "another-state");
    EXPECT_FALSE(back_with("state=missing").contains("state"));
    const auto answer = box_.post("/acme/token", box_.exchange_form(back_with("bad_code")["code"]));
    EXPECT_EQ(box_.error_of(answer), "invalid_grant");
    EXPECT_EQ(box_.text(box_.connect("smaller_scope"), "/scope"), "openid profile");
    expect_stays(query_with("fault", "no-such-fault"));
    EXPECT_EQ(box_.authorize(query_with("fault", "status=503@authorize")).status, 503);
}

}  // namespace
}  // namespace fairlead::sandbox
