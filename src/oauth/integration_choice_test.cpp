// SPDX-License-Identifier: Apache-2.0
#include "oauth/integration_choice.h"

#include "oauth/connect_fixture.h"

namespace fairlead::oauth {
namespace {

constexpr const char* shop_file = R"(schema: 1
id: shop
name: Shop
groups: [commerce]
vars:
  host: {kind: host}
api:
  base: https://{host}/api
auth:
  oauth:
    kind: oauth2_code
    pin_host: true
    authorize: {url: 'https://{host}/authorize', scopes: [read]}
    token: {url: 'https://{host}/token'}
  partner:
    kind: oauth2_code
    pin_host: true
    authorize: {url: 'https://{host}/partner/authorize', scopes: [read]}
    token: {url: 'https://{host}/partner/token'}
variants:
  staging: {auth: {oauth: {authorize: {scopes: [read, test]}}}}
)";

class IntegrationChoiceTest : public ConnectTest {
protected:
    IntegrationChoiceTest() : ConnectTest({{"shop.yaml", shop_file}}, with_shop()) {}

    static IntegrationOptions with_shop() {
        auto options = environment();
        auto& shop = options.environment["SHOP"];
        shop.client_id = "shop-client";
        shop.client_secret = Secret::copy_of("shop-secret");
        shop.vars = {{"host", "shop.example"}};
        return options;
    }
    void add(const std::string& key, const std::string& method, const std::string& variant) {
        IntegrationEdit edit;
        edit.key = key;
        edit.provider = "shop";
        edit.method = method;
        edit.variant = variant;
        edit.client_id = "client-of-" + key;
        edit.client_secret = Secret::copy_of("s");
        must<Integration>([&] { return integrations_->put(default_workspace, std::move(edit)); });
    }
    static ConnectAsk shop(const std::string& method, const std::string& variant) {
        ConnectAsk ask;
        ask.provider = "shop";
        ask.method = method;
        ask.variant = variant;
        return ask;
    }
    /// The key of the integration that is chosen, or the error's code.
    std::string chosen(const ConnectAsk& ask) {
        const auto ready = db_.run<Integrations::Ready>(
            [&] { return choose_integration(*integrations_, default_workspace, user_, ask); });
        return ready ? ready->integration.key : ready.error().message;
    }

    UserId user_ = add_user("mia");
};

TEST_F(IntegrationChoiceTest, IsTheNamedOneWhereItFits) {
    EXPECT_EQ(chosen(shop("", "")), "shop");
    EXPECT_EQ(chosen(shop("oauth", "")), "shop");
}

TEST_F(IntegrationChoiceTest, IsTheOneThatIsSetUpForIt) {
    add("shop-partner", "partner", "");
    add("shop-staging", "oauth", "staging");
    EXPECT_EQ(chosen(shop("partner", "")), "shop-partner");
    EXPECT_EQ(chosen(shop("", "staging")), "shop-staging");
    EXPECT_EQ(chosen(shop("", "")), "shop");
    const auto started = try_start(session_of(user_), shop("", "staging"));
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_EQ(query_value(started->auth_url, "client_id"), "client-of-shop-staging");
    EXPECT_EQ(query_value(started->auth_url, "scope"), "read test");
}

TEST_F(IntegrationChoiceTest, IsNoneWhereNoneOrSeveralAre) {
    const auto refusal = [&](const ConnectAsk& ask) {
        const auto started = try_start(session_of(user_), ask);
        EXPECT_FALSE(started);
        return started ? Error{} : started.error();
    };
    EXPECT_EQ(refusal(shop("partner", "")).code, Errc::conflict);
    add("one", "partner", "");
    add("two", "partner", "");
    const auto several = refusal(shop("partner", ""));
    EXPECT_EQ(several.code, Errc::conflict);
    ASSERT_EQ(several.faults.size(), 2U);
    EXPECT_EQ(several.faults[0].message, "one");
    EXPECT_EQ(refusal(shop("partner", "staging")).code, Errc::conflict);
    auto nothing = shop("partner", "");
    nothing.provider = "no-such-platform";
    EXPECT_EQ(refusal(nothing).code, Errc::not_found);
}

TEST_F(IntegrationChoiceTest, PassesOverOneThatIsSwitchedOff) {
    add("shop-partner", "partner", "");
    const auto off = run_blocking(db_.loop(), [&] {
        return integrations_->set_enabled(default_workspace, "shop-partner", false);
    });
    ASSERT_TRUE(off);
    EXPECT_NE(chosen(shop("partner", "")), "shop-partner");
}

// The host of a client's secret is the operator's, and who connects cannot say otherwise.
TEST_F(IntegrationChoiceTest, GoesToTheOperatorsHost) {
    auto ask = shop("", "");
    const auto started = try_start(session_of(user_), ask);
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_TRUE(started->auth_url.starts_with("https://shop.example/authorize?"))
        << started->auth_url;
    ask.vars = {{"host", "evil.test"}};
    const auto refused = try_start(session_of(user_), ask);
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().faults.size(), 1U);
    EXPECT_EQ(refused.error().faults[0].pointer, "/vars/host");
}

class UnsetHostTest : public ConnectTest {
protected:
    UnsetHostTest() : ConnectTest({{"shop.yaml", shop_file}}, without_host()) {}
    static IntegrationOptions without_host() {
        auto options = environment();
        options.environment["SHOP"] = {"shop-client", Secret::copy_of("s"), "", {}, {}};
        return options;
    }
};

TEST_F(UnsetHostTest, ConnectsNothing) {
    const auto started = try_start(session_of(add_user("mia")), [] {
        ConnectAsk ask;
        ask.provider = "shop";
        return ask;
    }());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, Errc::conflict);
    EXPECT_NE(started.error().message.find("SHOP_CLIENT_VARS"), std::string::npos);
}

TEST_F(UnsetHostTest, IsNotSetUpEither) {
    const auto refused = db_.run<Integration>([&] {
        IntegrationEdit edit;
        edit.provider = "shop";
        edit.client_id = "c";
        return integrations_->put(default_workspace, std::move(edit));
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_NE(refused.error().message.find("SHOP_CLIENT_VARS"), std::string::npos);
}

}  // namespace
}  // namespace fairlead::oauth
