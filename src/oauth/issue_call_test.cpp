// SPDX-License-Identifier: Apache-2.0
#include "oauth/issue_call.h"

#include "base/text.h"
#include "catalog/shipped_catalog.h"
#include "crypto/jwt.h"
#include "crypto/random.h"
#include "oauth/assertion.h"
#include "oauth/connect_fixture.h"
#include "oauth/entry_persona.h"
#include "oauth/entry_persona_answer.h"
#include "oauth/form_connect.h"
#include "oauth/pem_text.h"
#include "oauth/sample_certificate.h"
#include "oauth/sealed_tokens.h"
#include "storage/refresh_store.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* robot_file = R"(schema: 1
id: robot
name: Robot
groups: [developer]
vars:
  tenant: {kind: label}
  scope: {kind: text, optional: true}
  region: {from: token, at: /region, kind: label}
api:
  base: https://{region}.robot.example
auth:
  client:
    kind: oauth2_client
    fields:
      client_secret: {term: shared key, secret: true}
    token:
      url: https://{tenant}.robot.example/token
      extra: {audience: '{tenant}', scope: '{scope}'}
)";

constexpr const char* signed_file = R"(schema: 1
id: signed
name: Signed
groups: [developer]
api:
  base: https://signed.example
auth:
  client:
    kind: oauth2_client
    token: {url: https://signed.example/token, send: xml}
)";

constexpr const char* login_file = R"(schema: 1
id: login
name: Login
groups: [developer]
api:
  base: https://login.example
auth:
  session:
    kind: login
    fields:
      user: {kind: email}
      password: {secret: true}
    steps:
      - url: https://login.example/signin
        send: json
        basic: ['app', '{cred.password}']
        body: {name: '{cred.user}', secret: '{cred.password}', keep: true}
    read: {access: /data/token}
    refresh: {lifetime: 900}
whoami: {path: /me, id: /id}
)";

IntegrationOptions switched_on() {
    IntegrationOptions options = IntegrationOptions{};
    options.redirect_base_url = "https://fairlead.test";
    for (const char* name : {"ROBOT", "SIGNED", "LOGIN"}) options.environment[name].enabled = true;
    return options;
}

class IssueTest : public ConnectTest {
protected:
    IssueTest()
        : ConnectTest({{"robot.yaml", robot_file},
                       {"signed.yaml", signed_file},
                       {"login.yaml", login_file}},
                      switched_on()) {}

    using Typed = std::map<std::string, std::string>;
    Result<Connection> submit(const std::string& provider, const Typed& fields, const Vars& vars) {
        FormConnect connect{*context_};
        return db_.run<Connection>([&] {
            ConnectAsk ask;
            ask.provider = provider;
            FormInput input;
            for (const auto& [name, value] : fields) input.fields[name] = Secret::copy_of(value);
            input.vars = vars;
            return connect.connect(key_for(user_), std::move(ask), std::move(input));
        });
    }
    Result<Connection> submit_robot() {
        return submit("robot", {{"client_id", "robot-7"}, {"client_secret", " s3cret "}},
                      {{"tenant", "acme"}});
    }
    void platform_answers(int status, std::string body) {
        platform_.answer("/token", [status, body] { return FakePlatform::reply(status, body); });
    }
    std::string refusal(int status, std::string body) {
        platform_answers(status, std::move(body));
        const auto refused = submit_robot();
        return refused ? "connected" : refused.error().reason;
    }
    /// Access and, in the refresh token's place, the credential.
    std::pair<std::string, std::string> stored(const Connection& connection) {
        std::pair<std::string, std::string> found;
        must<int>([&]() -> Task<Result<int>> {
            const auto owner = Owner::of(connection.workspace, connection.user);
            CO_TRY(const auto sealer, co_await vault_.sealer(owner));
            const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
                CO_TRY(const auto row, co_await storage::refresh::read_tokens(
                                           tx, connection.workspace, connection.id));
                CO_TRY(const auto tokens, open_tokens(sealer, *row));
                found = {std::string{tokens.access.expose()}, std::string{tokens.refresh.expose()}};
                co_return ok();
            };
            const auto access = storage::Access::of(connection.workspace);
            CO_CHECK(co_await db_->transaction(access, body));
            co_return 0;
        });
        return found;
    }

    UserId user_ = add_user("mia");
};

TEST_F(IssueTest, TheTokenIsStoredAndTheCredentialStandsInARefreshTokensPlace) {
    platform_answers(200, R"({"access_token":"t-1","expires_in":600,"region":"eu",
                             "refresh_token":"nobody asked for it"})");
    const auto made = submit_robot();
    ASSERT_TRUE(made) << made.error().message << ' ' << made.error().detail;
    const auto [access, credential] = stored(*made);
    EXPECT_EQ(access, "t-1");
    EXPECT_EQ(credential, R"({"client_id":"robot-7","client_secret":"s3cret"})");
    EXPECT_EQ(made->provider_account_id, "robot-7");
    EXPECT_EQ(made->vars.at("region"), "eu");
    const auto row = connections_of(user_).front();
    ASSERT_TRUE(row.expires_at && row.refresh_at);
    EXPECT_LT(*row.refresh_at, *row.expires_at);
    const auto form = platform_.calls().front().form;
    EXPECT_THAT(form, UnorderedElementsAre(testing::Pair("grant_type", "client_credentials"),
                                           testing::Pair("client_id", "robot-7"),
                                           testing::Pair("client_secret", "s3cret"),
                                           testing::Pair("audience", "acme")));
}

TEST_F(IssueTest, WhatThePlatformHoldsAgainstTheClientIsThePersonsToMend) {
    EXPECT_EQ(refusal(401, R"({"error":"invalid_client"})"), "invalid_credentials");
    EXPECT_EQ(refusal(401, "Unauthorized"), "invalid_credentials");
    EXPECT_EQ(refusal(400, R"({"message":"no such key"})"), "invalid_credentials");
    EXPECT_EQ(refusal(403, ""), "invalid_credentials");
    EXPECT_EQ(refusal(400, R"({"error":"invalid_scope"})"), "provider_error");
    EXPECT_EQ(refusal(500, ""), "provider_error");
    EXPECT_EQ(refusal(429, ""), "rate_limited");
    EXPECT_EQ(refusal(200, R"({"access_token":"t-1"})"), "provider_error") << "no region came";
    EXPECT_THAT(connections_of(user_), IsEmpty());
}

TEST_F(IssueTest, WhatCannotBeDoneYetIsRefusedWhereItIsSetUp) {
    const auto put = db_.run<Integration>([&] {
        IntegrationEdit edit;
        edit.provider = "signed";
        return integrations_->put(default_workspace, std::move(edit));
    });
    ASSERT_FALSE(put);
    EXPECT_STREQ(put.error().reason, "not_oauth");
    const auto refused = submit("signed", {{"client_id", "a"}, {"client_secret", "b"}}, {});
    ASSERT_FALSE(refused);
    EXPECT_STREQ(refused.error().reason, "not_oauth");
    EXPECT_THAT(platform_.calls(), IsEmpty());
}

TEST_F(IssueTest, WhoItIsForIsAskedAndNeedNotBeSaid) {
    platform_.answer("/signin",
                     [] { return FakePlatform::reply(200, R"({"data":{"token":"t-1"}})"); });
    const auto log_in = [&](int status, const char* body) {
        platform_.answer("/me", [=] { return FakePlatform::reply(status, body); });
        return submit("login", {{"user", "ann@example.test"}, {"password", "p"}}, {});
    };
    const auto named = log_in(200, R"({"id":"u-1"})");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->provider_account_id, "u-1");
    const auto nameless = log_in(403, "");
    ASSERT_TRUE(nameless) << nameless.error().message;
    EXPECT_EQ(nameless->provider_account_id, "ann@example.test");
    const auto down = log_in(503, "");
    ASSERT_FALSE(down);
    EXPECT_STREQ(down.error().reason, "provider_error");
}

TEST_F(IssueTest, APlatformsOwnLogInIsACallLikeIt) {
    platform_.answer("/me", [] { return FakePlatform::reply(404, "{}"); });
    platform_.answer("/signin", [] {
        return FakePlatform::reply(200, R"({"data":{"token":"t-1"},"refresh_token":"unread"})");
    });
    const auto made =
        submit("login", {{"user", "ann@example.test"}, {"password", " pass word "}}, {});
    ASSERT_TRUE(made) << made.error().message << ' ' << made.error().detail;
    const auto [access, credential] = stored(*made);
    EXPECT_EQ(access, "t-1");
    EXPECT_EQ(credential, R"({"password":" pass word ","user":"ann@example.test"})");
    EXPECT_EQ(made->provider_account_id, "ann@example.test");
    EXPECT_TRUE(connections_of(user_).front().expires_at) << "as long as the file says";
    const auto call = platform_.calls().front();
    EXPECT_EQ(call.authorization, "Basic " + base64_encode(bytes_of("app: pass word ")));
    const auto spec = *catalog_->find("login", "", "");
    EXPECT_EQ(spec->method.refresh.by, catalog::RefreshBy::reissue);
    EXPECT_EQ(spec->method.refresh.request, spec->method.token);
}

TEST_F(IssueTest, TheFormHasTheWordsOfTheFile) {
    const auto spec = *catalog_->find("robot", "", "");
    const auto form = form_fields(spec->method);
    ASSERT_EQ(form.size(), 4u);
    EXPECT_EQ(form[0].label, "Client ID");
    EXPECT_FALSE(form[0].rule.secret);
    EXPECT_EQ(form[1].label, "shared key");
    EXPECT_TRUE(form[1].rule.secret);
    EXPECT_EQ(form[2].rule.name, "tenant");
    EXPECT_EQ(form[3].rule.name, "scope");
}

Secret key_for(const catalog::AuthMethod& method) {
    const auto said = scalar_text(find_pointer(from_json(method.raw), "/assertion/alg"));
    const auto algorithm = crypto::parse_jwt_algorithm(said.value_or("RS256"));
    const auto key = crypto::SigningKey::generate(*algorithm, "");
    return Secret{one_line_key(key->private_pem()->expose())};
}

/// Why a method's token call cannot be made with something in each field; "" where it can.
std::string obstacle(const catalog::Catalog& catalog, const std::string& provider,
                     const std::string& method) {
    OAuthClient client;
    client.provider = *catalog.find(provider, "", method);
    if (client.method().client_certificate) client.certificate = sample_certificate();
    if (const auto can = check_issue(*client.provider); !can) return can.error().message;
    if (const auto field = operator_field(client.method()); !field.empty()) return field;
    Vars vars;
    for (const auto& variable : client.method().vars) {
        const auto sample = sample_of(variable);
        if (variable.from == catalog::VarSource::connection) vars[variable.name] = sample;
        if (variable.from != catalog::VarSource::app) continue;
        if (variable.secret) {
            client.secret_vars[variable.name] = Secret::copy_of(sample);
        } else {
            client.vars[variable.name] = sample;
        }
    }
    Credential credential;
    for (const auto& line : form_fields(client.method()))
        if (line.of == FormField::Of::credential)
            credential[line.rule.name] = Secret::copy_of(sample_of(line.rule));
    if (credential.contains("private_key")) credential["private_key"] = key_for(client.method());
    const auto packed = pack_credential(client.method(), credential);
    crypto::SystemRandom random;
    Vars all;
    for (const auto& variable : client.method().vars) all[variable.name] = sample_of(variable);
    const auto answers = sample_answers(client.method(), all);
    auto issue = Issue::of(client.method(), vars);
    while (true) {
        const auto call = build_issue_call(client, issue, packed, Time{}, random);
        if (!call) return "broken: " + call.error().message + ' ' + call.error().detail;
        if (issue.is_last()) return "";
        const auto taken = take_answer(client.method(), issue, answers[issue.answers.size()]);
        if (!taken) return "broken: " + taken.error().detail;
    }
}

TEST(ShippedIssueCalls, CanBeMadeOrAreRefusedWhereTheyAreSetUp) {
    const auto catalog = catalog::shipped();
    std::map<catalog::AuthKind, int> can;
    std::map<catalog::AuthKind, int> cannot;
    for (const auto& summary : catalog::every_provider(*catalog)) {
        for (const auto& [id, kind] : summary.methods) {
            if (!is_form(kind) || is_carried(kind)) continue;
            const auto why = obstacle(*catalog, summary.id, id);
            EXPECT_THAT(why, testing::Not(testing::StartsWith("broken"))) << summary.id;
            ++(why.empty() ? can : cannot)[kind];
        }
    }
    EXPECT_EQ(can[catalog::AuthKind::oauth2_client], 104);
    EXPECT_EQ(cannot[catalog::AuthKind::oauth2_client], 0);
    EXPECT_EQ(can[catalog::AuthKind::jwt_grant], 21);
    EXPECT_EQ(cannot[catalog::AuthKind::jwt_grant], 0);
    EXPECT_EQ(can[catalog::AuthKind::login], 53);
    EXPECT_EQ(cannot[catalog::AuthKind::login], 2);
}

}  // namespace
}  // namespace fairlead::oauth
