// SPDX-License-Identifier: Apache-2.0
// What others may try with a callback (security.md S1-S4 and section 1): each is refused before
// anything is sent to the platform, changes nothing, and is audited.
#include "oauth/connect_fixture.h"

#include <algorithm>

namespace fairlead::oauth {
namespace {

class CallbackAttackTest : public ConnectTest {
protected:
    void expect_refused(const CallbackAnswer& answer, const std::string& audit) {
        EXPECT_EQ(answer.failure, ConnectFailure::invalid_state);
        EXPECT_TRUE(answer.is_refused);
        EXPECT_EQ(platform_.count("/acme/token"), 0U);
        EXPECT_TRUE(connections_of(user_).empty());
        EXPECT_EQ(audit_.count_of(audit), 1U);
    }
    void expect_hidden(const CallbackAnswer& answer) {
        EXPECT_EQ(answer.provider, "");
        EXPECT_EQ(answer.redirect_url,
                  "https://app.test/integrations?status=error&error=invalid_state&"
                  "oauth_error=invalid_state");
    }
    CallbackAsk good() { return came_back(begin(user_), "7"); }
    static void set(CallbackAsk& ask, const std::string& name, const std::string& value) {
        for (auto& [key, text] : ask.parameters)
            if (key == name) text = value;
    }
    static void drop(CallbackAsk& ask, const std::string& name) {
        std::erase_if(ask.parameters, [&](const auto& pair) { return pair.first == name; });
    }

    UserId user_ = add_user("mia");
};

TEST_F(CallbackAttackTest, RefusesAMissingState) {
    auto ask = good();
    drop(ask, "state");
    const auto answer = finish(ask);
    expect_refused(answer, "connect.state_rejected");
    expect_hidden(answer);
}

TEST_F(CallbackAttackTest, RefusesAnUnknownState) {
    auto ask = good();
    set(ask, "state", random_.base64url(32));
    const auto answer = finish(ask);
    expect_refused(answer, "connect.state_rejected");
    expect_hidden(answer);
}

TEST_F(CallbackAttackTest, RefusesAStateASecondTime) {
    const auto ask = good();
    EXPECT_FALSE(finish(ask).failure);
    const auto again = finish(ask);
    EXPECT_TRUE(again.is_refused);
    expect_hidden(again);
    EXPECT_EQ(platform_.count("/acme/token"), 1U);
    EXPECT_EQ(connections_of(user_).size(), 1U);
}

TEST_F(CallbackAttackTest, UsesAStateUpEvenWhereTheExchangeFails) {
    platform_.answer("/acme/token", [] { return FakePlatform::reply(500, ""); });
    const auto ask = good();
    EXPECT_EQ(finish(ask).failure, ConnectFailure::provider_error);
    EXPECT_TRUE(finish(ask).is_refused);
    EXPECT_EQ(platform_.count("/acme/token"), 1U);
}

TEST_F(CallbackAttackTest, RefusesAnExpiredState) {
    const auto ask = good();
    clock_.advance(10min);
    expect_refused(finish(ask), "connect.state_rejected");
}

TEST_F(CallbackAttackTest, RefusesABrowserWithoutTheFlowsCookie) {
    auto ask = good();
    ask.cookies.clear();
    const auto answer = finish(ask);
    expect_refused(answer, "connect.browser_mismatch");
    expect_hidden(answer);
    EXPECT_TRUE(attempts_of(user_).empty());
}

TEST_F(CallbackAttackTest, RefusesAnotherFlowsCookieUnderThisFlowsName) {
    auto ask = good();
    const auto other = begin(user_);
    ask.cookies[0].second = other.started.cookie->value;
    expect_refused(finish(ask), "connect.browser_mismatch");
}

TEST_F(CallbackAttackTest, RefusesACookieThatComesTwice) {
    auto ask = good();
    ask.cookies.push_back({ask.cookies[0].first, "x"});
    expect_refused(finish(ask), "connect.browser_mismatch");
}

TEST_F(CallbackAttackTest, RefusesAnotherUsersSession) {
    auto ask = good();
    ask.caller = session_of(add_user("noa"));
    const auto answer = finish(ask);
    expect_refused(answer, "connect.user_mismatch");
    expect_hidden(answer);
}

TEST_F(CallbackAttackTest, RefusesABrowserWhoseSessionIsOver) {
    auto ask = good();
    ask.caller = nobody();
    expect_refused(finish(ask), "connect.user_mismatch");
}

TEST_F(CallbackAttackTest, RefusesThePathOfAnotherIntegration) {
    auto ask = good();
    ask.provider = "hubspot";
    expect_refused(finish(ask), "connect.integration_mismatch");
}

TEST_F(CallbackAttackTest, RefusesAnotherPathThanWasSent) {
    auto ask = good();
    ask.path = CallbackPath::auth_callback;
    expect_refused(finish(ask), "connect.integration_mismatch");
}

TEST_F(CallbackAttackTest, RefusesAMissingIssuerWhereItIsRequired) {
    auto ask = good();
    drop(ask, "iss");
    expect_refused(finish(ask), "connect.issuer_mismatch");
}

TEST_F(CallbackAttackTest, ComparesTheIssuerByteForByte) {
    for (const auto* issuer : {"https://sandbox.test/acme/", "https://SANDBOX.test/acme",
                               "https://sandbox.test:443/acme", "https://evil.test/acme", ""}) {
        auto ask = good();
        set(ask, "iss", issuer);
        EXPECT_TRUE(finish(ask).is_refused) << issuer;
    }
    EXPECT_EQ(platform_.count("/acme/token"), 0U);
    EXPECT_EQ(audit_.count_of("connect.issuer_mismatch"), 5U);
}

TEST_F(CallbackAttackTest, ChecksTheIssuerOfAnErrorToo) {
    auto ask = good();
    drop(ask, "code");
    set(ask, "iss", "https://evil.test");
    ask.parameters.push_back({"error", "access_denied"});
    expect_refused(finish(ask), "connect.issuer_mismatch");
}

TEST_F(CallbackAttackTest, RefusesParametersThatComeTwice) {
    for (const auto* name : {"state", "code", "iss"}) {
        auto ask = good();
        ask.parameters.push_back({name, "again"});
        EXPECT_TRUE(finish(ask).is_refused) << name;
    }
    EXPECT_EQ(platform_.count("/acme/token"), 0U);
}

TEST_F(CallbackAttackTest, RefusesOversizedParameters) {
    auto ask = good();
    set(ask, "code", std::string(5000, 'a'));
    expect_refused(finish(ask), "connect.state_rejected");
}

TEST_F(CallbackAttackTest, RefusesAFlowWhoseIntegrationWasChangedMeanwhile) {
    const auto ask = good();
    IntegrationEdit edit;
    edit.provider = "acme";
    edit.client_id = "another-client";
    edit.client_secret = Secret(std::string{"another-secret"});
    must<Integration>([&] { return integrations_->put(default_workspace, std::move(edit)); });
    const auto answer = finish(ask);
    expect_refused(answer, "connect.configuration_changed");
    EXPECT_EQ(query_value(answer.redirect_url, "reason"), "configuration_changed");
}

TEST_F(CallbackAttackTest, LetsTwoTabsConnectAtOnce) {
    const auto first = begin(user_);
    const auto second = begin(user_);
    ASSERT_NE(first.started.cookie->name, second.started.cookie->name);
    auto ask = came_back(second, "2");
    ask.cookies.push_back({first.started.cookie->name, first.started.cookie->value});
    EXPECT_FALSE(finish(ask).failure);
    EXPECT_FALSE(finish(came_back(first, "1")).failure);
    EXPECT_EQ(connections_of(user_).size(), 2U);
}

TEST_F(CallbackAttackTest, WritesNeitherCodeNorStateNorVerifierIntoTheLog) {
    auto ask = good();
    ask.cookies.clear();
    finish(ask);
    ASSERT_FALSE(lines_.empty());
    for (const auto& line : lines_)
        for (const auto& [name, value] : ask.parameters)
            EXPECT_TRUE(name == "iss" || line.find(value) == std::string::npos) << line;
}

}  // namespace
}  // namespace fairlead::oauth
