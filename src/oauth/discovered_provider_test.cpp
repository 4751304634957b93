// SPDX-License-Identifier: Apache-2.0
#include "oauth/discovered_provider.h"

#include "oauth/connect_fixture.h"

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* issuer = "https://id.example/tenant/";
constexpr const char* place = "/tenant/.well-known/openid-configuration";

/// An issuer whose hosts are several, and that says nothing of PKCE.
json::object told() {
    return {{"issuer", issuer},
            {"authorization_endpoint", "https://login.example/authorize"},
            {"token_endpoint", "https://tokens.example/acme/token"},
            {"jwks_uri", "https://keys.example/acme/jwks"},
            {"revocation_endpoint", "https://tokens.example/revoke"},
            {"scopes_supported", json::array{"openid", "offline_access"}},
            {"token_endpoint_auth_methods_supported", json::array{"client_secret_post"}}};
}

class DiscoveredProviderTest : public ConnectTest {
protected:
    DiscoveredProviderTest() : ConnectTest({}, with_issuer(), "") {
        say(told());
        auto manners = platform_.manners.lock();
        manners->issuer = issuer;
        manners->audience = "c";
    }

    static IntegrationOptions with_issuer() {
        IntegrationOptions options;
        options.redirect_base_url = "https://fairlead.test";
        auto& app = options.environment["ANY_OIDC"];
        app.client_id = "c";
        app.client_secret = Secret::copy_of("s");
        app.vars["issuer"] = issuer;
        return options;
    }
    void say(const json::object& document) {
        const auto text = json::serialize(document);
        platform_.answer(place, [text] { return FakePlatform::reply(200, text); });
    }
    static ConnectAsk any_oidc() {
        ConnectAsk ask;
        ask.provider = "any-oidc";
        return ask;
    }
    Result<ConnectStarted> start(ConnectAsk ask = any_oidc()) {
        return try_start(session_of(user_), std::move(ask));
    }
    std::string fault_of(const json::object& document) {
        say(document);
        const auto started = start();
        return started ? "started" : started.error().message;
    }

    UserId user_ = add_user("mia");
};

TEST_F(DiscoveredProviderTest, IsConnectedAtTheAddressesThatItsIssuerTells) {
    const auto begun = begin(user_, any_oidc());
    EXPECT_THAT(begun.started.auth_url, StartsWith("https://login.example/authorize?"));
    EXPECT_EQ(query_value(begun.started.auth_url, "code_challenge_method"), "S256");
    EXPECT_THAT(query_value(begun.started.auth_url, "scope"), HasSubstr("offline_access"));
    EXPECT_EQ(query_value(begun.started.auth_url, "prompt"), "consent");
    auto ask = came_back(begun, "7");
    ask.provider = "any-oidc";
    ask.parameters.pop_back();  // it says of itself that it sends no iss
    finish(std::move(ask));
    const auto rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows.front().status, ConnectionStatus::connected);
    EXPECT_EQ(rows.front().provider_account_id, "7");
    EXPECT_EQ(platform_.count("/acme/token"), 1U);
    EXPECT_EQ(platform_.count("/acme/jwks"), 1U) << "the ID token was checked";
    EXPECT_EQ(platform_.count(place), 1U) << "and the issuer asked once";
}

TEST_F(DiscoveredProviderTest, AnIdTokenOfAnotherIssuerIsNobodys) {
    auto ask = came_back(begin(user_, any_oidc()), "7");
    ask.provider = "any-oidc";
    ask.parameters.pop_back();
    platform_.manners.lock()->issuer = "https://id.example/other/";
    finish(std::move(ask));
    EXPECT_THAT(connections_of(user_), IsEmpty());
}

TEST_F(DiscoveredProviderTest, WhoConnectsNamesNoIssuer) {
    auto ask = any_oidc();
    ask.vars["issuer"] = "https://evil.example/";
    const auto started = start(std::move(ask));
    EXPECT_FALSE(started);
    EXPECT_EQ(platform_.count("/.well-known/openid-configuration"), 0U);
}

TEST_F(DiscoveredProviderTest, WhatAnIssuerTellsMustBeItsOwnAndUsable) {
    auto document = told();
    document["issuer"] = "https://other.example/";
    EXPECT_THAT(fault_of(document), HasSubstr("another issuer"));
    document = told();
    document["token_endpoint"] = "http://tokens.example/token";
    EXPECT_THAT(fault_of(document), HasSubstr("token_endpoint"));
    document = told();
    document["code_challenge_methods_supported"] = json::array{"plain"};
    EXPECT_THAT(fault_of(document), HasSubstr("S256"));
    platform_.answer(place, [] { return FakePlatform::reply(404, "no such page"); });
    EXPECT_THAT(start().error().message, HasSubstr("OpenID Connect Discovery"));
    say(told());
    EXPECT_TRUE(start()) << "a failure is not kept";
    clock_.advance(std::chrono::minutes{61});
    document = told();
    document["token_endpoint_auth_methods_supported"] = json::array{"private_key_jwt"};
    EXPECT_THAT(fault_of(document), HasSubstr("client secret"));
}

TEST_F(DiscoveredProviderTest, IsAskedAgainAfterAnHourAndKeptWhileItIsSilent) {
    ASSERT_TRUE(start());
    clock_.advance(std::chrono::minutes{61});
    auto document = told();
    document["authorization_endpoint"] = "https://new.example/authorize";
    say(document);
    EXPECT_THAT(start()->auth_url, StartsWith("https://new.example/authorize?"));
    clock_.advance(std::chrono::minutes{61});
    platform_.answer(place, [] { return FakePlatform::broken(net::Progress::never_sent); });
    EXPECT_THAT(start()->auth_url, StartsWith("https://new.example/authorize?"));
    EXPECT_EQ(platform_.count(place), 3U);
}

TEST_F(DiscoveredProviderTest, AFlowThatBeganWithAnotherTokenEndpointIsRefused) {
    const auto begun = begin(user_, any_oidc());
    clock_.advance(std::chrono::minutes{61});
    auto document = told();
    document["token_endpoint"] = "https://elsewhere.example/acme/token";
    say(document);
    ASSERT_TRUE(start());
    auto ask = came_back(begun, "7");
    ask.provider = "any-oidc";
    ask.parameters.pop_back();
    finish(std::move(ask));
    EXPECT_EQ(platform_.count("/acme/token"), 0U);
    EXPECT_THAT(connections_of(user_), IsEmpty());
}

}  // namespace
}  // namespace fairlead::oauth
