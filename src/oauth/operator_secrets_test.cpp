// SPDX-License-Identifier: Apache-2.0
#include "oauth/operator_secrets.h"

#include "oauth/client_secret_place.h"
#include "oauth/connect_fixture.h"
#include "oauth/resource_request.h"
#include "oauth/token_request.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* canary = "canary-developer-token-5d1f";

constexpr const char* adverts_file = R"(schema: 1
id: adverts
name: Adverts
groups: [marketing]
vars:
  developer_token: {from: app, kind: text, secret: true, match: '[a-z0-9-]{8,}'}
  partner_pin: {from: app, kind: digits, secret: true, optional: true}
  account: {kind: digits}
api:
  base: https://api.adverts.example
  headers: {Developer-Token: '{developer_token}', Pin: '{partner_pin}', Account: '{account}'}
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: 'https://adverts.example/authorize', scopes: [read]}
    token: {url: 'https://adverts.example/token', headers: {X-Developer: '{developer_token}'}}
)";

SecretVars given(std::map<std::string, std::string> values) {
    SecretVars vars;
    for (auto& [name, value] : values) vars.emplace(name, Secret{std::move(value)});
    return vars;
}

class OperatorSecretsTest : public ConnectTest {
protected:
    OperatorSecretsTest() : ConnectTest({{"adverts.yaml", adverts_file}}, environment()) {}

    Result<Integration> put(SecretVars secrets, bool is_enabled = true) {
        return db_.run<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = "adverts";
            edit.client_id = "c";
            edit.client_secret = Secret::copy_of("s");
            edit.secret_vars = std::move(secrets);
            edit.enabled = is_enabled;
            return integrations_->put(default_workspace, std::move(edit));
        });
    }
    std::shared_ptr<const OAuthClient> client() {
        return must<Integrations::Ready>(
                   [&] { return integrations_->ready(default_workspace, "adverts"); })
            .client;
    }
    std::string sealed() {
        const auto row = must<Integration>(
            [&] { return integrations_->find_row(default_workspace, std::string{"adverts"}); });
        const auto stored = must<std::optional<storage::SealedVars>>(
            [&] { return store_.find_secret_vars(default_workspace, row.id); });
        return stored ? stored->sealed : std::string{};
    }

    storage::IntegrationStore store_{*db_};
};

TEST_F(OperatorSecretsTest, AreSealedAndTheirNamesAloneShown) {
    const auto stored = put(given({{"developer_token", canary}, {"partner_pin", "4711"}}));
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_THAT(stored->secret_vars, ElementsAre("developer_token", "partner_pin"));
    EXPECT_THAT(stored->vars, IsEmpty());
    ASSERT_NE(sealed(), "");
    EXPECT_THAT(sealed(), Not(HasSubstr("canary")));
    EXPECT_THAT(sealed(), Not(HasSubstr("4711")));
}

TEST_F(OperatorSecretsTest, ThereIsNoIntegrationWithoutThem) {
    const auto refused = put({});
    ASSERT_FALSE(refused);
    EXPECT_STREQ(refused.error().reason, "integration_not_configured");
    EXPECT_THAT(refused.error().message, HasSubstr("ADVERTS_CLIENT_SECRET_VARS=developer_token="));
    ASSERT_EQ(refused.error().faults.size(), 1U);
    EXPECT_EQ(refused.error().faults[0].pointer, "/secretVars/developer_token");
    EXPECT_TRUE(put({}, false));  // switched off it may be whatever is missing
}

TEST_F(OperatorSecretsTest, WhatDoesNotFitIsRefusedAndNotRepeated) {
    const auto refused =
        put(given({{"developer_token", "CANARY token"}, {"account", "1"}, {"none", "canary"}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
    ASSERT_EQ(refused.error().faults.size(), 3U);
    for (const auto& fault : refused.error().faults)
        EXPECT_THAT(fault.message + refused.error().message + refused.error().detail,
                    Not(HasSubstr("anary")));
}

TEST_F(OperatorSecretsTest, InTheClearTheyAreRefused) {
    const auto refused = db_.run<Integration>([&] {
        IntegrationEdit edit;
        edit.provider = "adverts";
        edit.client_id = "c";
        edit.vars = {{"developer_token", canary}};
        return integrations_->put(default_workspace, std::move(edit));
    });
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().faults.size(), 1U);
    EXPECT_EQ(refused.error().faults[0].pointer, "/vars/developer_token");
    EXPECT_THAT(refused.error().faults[0].message, Not(HasSubstr("canary")));
}

TEST_F(OperatorSecretsTest, WhatIsNotNamedStaysAndWhatIsEmptyGoes) {
    ASSERT_TRUE(put(given({{"developer_token", canary}, {"partner_pin", "4711"}})));
    const auto before = client();
    const auto kept = put({});
    ASSERT_TRUE(kept) << kept.error().message;
    EXPECT_THAT(kept->secret_vars, ElementsAre("developer_token", "partner_pin"));
    const auto changed = put(given({{"developer_token", "another-token"}, {"partner_pin", ""}}));
    ASSERT_TRUE(changed);
    EXPECT_THAT(changed->secret_vars, ElementsAre("developer_token"));
    EXPECT_NE(changed->fingerprint, kept->fingerprint);
    const auto after = client();
    EXPECT_EQ(after->secret_vars.at("developer_token").expose(), "another-token");
    EXPECT_FALSE(after->secret_vars.contains("partner_pin"));
    EXPECT_EQ(before->secret_vars.at("developer_token").expose(), canary);
    EXPECT_FALSE(put(given({{"developer_token", ""}})));
}

TEST_F(OperatorSecretsTest, AValueMovedToAnotherIntegrationDoesNotOpen) {
    ASSERT_TRUE(put(given({{"developer_token", canary}})));
    const auto row = must<Integration>(
        [&] { return integrations_->find_row(default_workspace, std::string{"adverts"}); });
    const auto open_at = [&](IntegrationId id, std::int64_t generation) {
        auto text = sealed();
        return db_.run<Secret>([&] {
            auto place = secret_vars_place(id, generation);
            return vault_.open(Owner::of(default_workspace), std::move(place), text);
        });
    };
    EXPECT_TRUE(open_at(row.id, 1));
    EXPECT_FALSE(open_at(row.id, 2));
    EXPECT_FALSE(open_at(fresh<IntegrationId>(), 1));
}

TEST_F(OperatorSecretsTest, TravelInTheHeadersOfCallsAlone) {
    ASSERT_TRUE(put(given({{"developer_token", canary}})));
    PageQuestion question;
    question.client = client();
    // What a connection once stored by that name is not the operator's.
    question.connection.vars = {{"account", "12"}, {"developer_token", "mine"}};
    question.walk.request.verb = "GET";
    question.walk.request.client = catalog::ClientAuth::omitted;
    question.walk.request.url = {*catalog::Template::parse("https://api.adverts.example/v1/rows")};
    const auto call = build_page_call(question, Secret::copy_of("token"));
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_EQ(call->headers.find("Developer-Token"), canary);
    EXPECT_EQ(call->headers.find("Account"), "12");
    EXPECT_THAT(call->url.text(), Not(HasSubstr("canary")));
    const auto& token = question.client->method().token;
    const auto issue =
        build_token_request(token, *question.client, {}, bindings_for(*question.client, {}));
    ASSERT_TRUE(issue) << issue.error().message;
    EXPECT_EQ(issue->headers.find("X-Developer"), canary);
    // Text that may be shown takes none.
    const auto shown = catalog::Template::parse("as {developer_token}");
    EXPECT_FALSE(catalog::render(*shown, bindings_for(*question.client, {}), catalog::Place::text));
}

class OperatorSecretsOfTheEnvironment : public ConnectTest {
protected:
    OperatorSecretsOfTheEnvironment()
        : ConnectTest({{"adverts.yaml", adverts_file}}, with_adverts()) {}

    static IntegrationOptions with_adverts() {
        auto options = environment();
        auto& app = options.environment["ADVERTS"];
        app.client_id = "c";
        app.client_secret = Secret::copy_of("s");
        app.secret_vars = given({{"developer_token", canary}});
        return options;
    }
};

TEST_F(OperatorSecretsOfTheEnvironment, AreNeverWritten) {
    const auto ready = must<Integrations::Ready>(
        [&] { return integrations_->ready(default_workspace, "adverts"); });
    EXPECT_EQ(ready.client->secret_vars.at("developer_token").expose(), canary);
    EXPECT_THAT(ready.integration.secret_vars, IsEmpty());
    storage::IntegrationStore store{*db_};
    EXPECT_FALSE(must<std::optional<storage::SealedVars>>(
        [&] { return store.find_secret_vars(default_workspace, ready.integration.id); }));
}

}  // namespace
}  // namespace fairlead::oauth
