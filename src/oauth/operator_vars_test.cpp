// SPDX-License-Identifier: Apache-2.0
#include "oauth/operator_vars.h"

#include "catalog/builtin_providers.h"
#include "catalog/catalog.h"
#include "oauth/token_request.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using Vars = std::map<std::string, std::string>;

catalog::Variable host_of(const std::string& name) {
    catalog::Variable variable;
    variable.name = name;
    variable.from = catalog::VarSource::app;
    variable.kind = catalog::VarKind::host;
    return variable;
}

Result<Vars> vars_of(std::vector<catalog::Variable> variables, const Vars& given) {
    catalog::AuthMethod method;
    method.vars = std::move(variables);
    return operator_vars(method, given, "SHOP_CLIENT_VARS");
}

TEST(OperatorVars, AreTheOnesGiven) {
    auto realm = host_of("realm");
    realm.kind = catalog::VarKind::segment;
    EXPECT_EQ(*vars_of({host_of("host"), realm}, {{"host", "id.example.com"}, {"realm", "main"}}),
              (Vars{{"host", "id.example.com"}, {"realm", "main"}}));
}

TEST(OperatorVars, NameWhatIsMissingAndWhereToSayIt) {
    const auto vars = vars_of({host_of("host")}, {});
    ASSERT_FALSE(vars);
    EXPECT_EQ(vars.error().code, Errc::conflict);
    EXPECT_STREQ(vars.error().reason, "integration_not_configured");
    EXPECT_NE(vars.error().message.find("SHOP_CLIENT_VARS=host="), std::string::npos);
}

TEST(OperatorVars, PointAtWhatTheFormHasToSay) {
    const auto vars = vars_of({host_of("host")}, {});
    ASSERT_FALSE(vars);
    ASSERT_EQ(vars.error().faults.size(), 1U);
    EXPECT_EQ(vars.error().faults.front().pointer, "/vars/host");
}

TEST(OperatorVars, OfAnIntegrationAreItsOwnAndFit) {
    catalog::AuthMethod method;
    auto asked = host_of("shop");
    asked.from = catalog::VarSource::connection;
    method.vars = {host_of("host"), asked};
    EXPECT_TRUE(check_operator_vars(method, {}));
    EXPECT_TRUE(check_operator_vars(method, {{"host", "id.example.com"}}));
    const auto wrong = check_operator_vars(
        method, {{"host", "a@evil.test"}, {"shop", "x.example"}, {"unknown", "1"}});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, Errc::invalid);
    ASSERT_EQ(wrong.error().faults.size(), 3U);
    EXPECT_EQ(wrong.error().faults[0].pointer, "/vars/host");
    EXPECT_EQ(wrong.error().faults[1].pointer, "/vars/shop");
    EXPECT_EQ(wrong.error().faults[2].pointer, "/vars/unknown");
}

TEST(OperatorVars, AreCheckedLikeAnyInput) {
    auto fenced = host_of("host");
    fenced.within = {"shop.example"};
    for (const char* bad : {"shop.example.evil.test", "a@evil.test", "https://shop.example", "x/y"})
        EXPECT_FALSE(vars_of({fenced}, {{"host", bad}})) << bad;
    EXPECT_TRUE(vars_of({fenced}, {{"host", "eu.shop.example"}}));
}

TEST(OperatorVars, TakeTheirDefaultsAndLeaveOutWhatIsOptional) {
    auto region = host_of("region");
    region.kind = catalog::VarKind::label;
    region.default_value = *catalog::Template::parse("eu");
    auto spare = host_of("spare");
    spare.optional = true;
    EXPECT_EQ(*vars_of({region, spare}, {}), (Vars{{"region", "eu"}}));
    EXPECT_EQ(*vars_of({region, spare}, {{"region", "us"}}), (Vars{{"region", "us"}}));
}

TEST(OperatorVars, SetNothingThatIsAskedOfOthers) {
    auto asked = host_of("host");
    asked.from = catalog::VarSource::connection;
    EXPECT_EQ(*vars_of({asked}, {{"host", "id.example.com"}, {"other", "x"}}), Vars{});
}

TEST(OperatorVars, AreNoneThatAreSecret) {
    auto secret = host_of("pin");
    secret.secret = true;
    EXPECT_EQ(*vars_of({secret}, {{"pin", "id.example.com"}}), Vars{});
}

// A host that became the operator's after somebody had connected with one of their own.
TEST(OperatorVars, BeatWhatAConnectionOnceStored) {
    auto spec = std::make_shared<catalog::ProviderSpec>();
    spec->method.vars = {host_of("host")};
    auto label = host_of("team");
    label.from = catalog::VarSource::connection;
    spec->method.vars.push_back(label);
    spec->method.token.url = {*catalog::Template::parse("https://{host}/token")};
    OAuthClient client;
    client.provider = spec;
    client.client_id = "app";
    client.client_secret = Secret::copy_of("secret");
    client.vars = {{"host", "id.example.com"}};
    const Vars stored{{"host", "evil.test"}, {"team", "a.example"}};
    const auto bindings = bindings_for(client, stored);
    EXPECT_EQ(bindings.find("team")->view(), "a.example");
    const auto call = build_token_request(spec->method.token, client, {}, bindings);
    ASSERT_TRUE(call);
    EXPECT_EQ(call->url.host, "id.example.com");
    // And where the operator has not said: nothing is sent anywhere.
    client.vars.clear();
    EXPECT_FALSE(build_token_request(spec->method.token, client, {}, bindings_for(client, stored)));
}

/// What the shipped file makes the platform see, where it wants to know whose calls these are.
std::string reddit_agent(const Vars& given) {
    catalog::CatalogOptions options;
    options.builtin = catalog::builtin_providers();
    options.server["user_agent"] = "Fairlead/1.2";
    OAuthClient client;
    client.provider = *(*catalog::Catalog::create(std::move(options)))->find("reddit", "", "");
    client.client_id = "app-7";
    client.client_secret = Secret::copy_of("secret");
    client.vars = *operator_vars(client.method(), given, "REDDIT_CLIENT_VARS");
    std::string agents;
    for (const auto* request :
         {&client.method().token, &client.method().refresh.request,
          &client.method().revoke->request, &client.provider->whoami->request}) {
        const auto call = *build_token_request(*request, client, {}, bindings_for(client, {}));
        const std::string agent{call.headers.find("User-Agent").value_or("(none)")};
        if (!agents.empty() && agent != agents) return agents + " but " + agent;
        agents = agent;
    }
    return agents;
}

TEST(OperatorVars, NameTheOperatorInEveryCallToReddit) {
    EXPECT_EQ(reddit_agent({}), "web:app-7:Fairlead/1.2 (by its-operator)");
    EXPECT_EQ(reddit_agent({{"contact", "/u/first_sample"}}),
              "web:app-7:Fairlead/1.2 (by /u/first_sample)");
}

}  // namespace
}  // namespace fairlead::oauth
