// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_connect.h"

#include "base/text.h"
#include "oauth/connect_fixture.h"
#include "oauth/provider_trial.h"
#include "oauth/sealed_tokens.h"
#include "storage/refresh_store.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr const char* keys_file = R"(schema: 1
id: keys
name: Keys
groups: [developer]
vars:
  region: {one_of: [eu, us], default: eu}
  tenant: {kind: label}
api:
  base: https://{tenant}.keys.example/{region}
auth:
  key:
    kind: key
    fields:
      api_key: {secret: true, match: 'k-[a-z0-9-]+'}
      note: {optional: true}
    attach:
      - {header: X-Key, value: '{cred.api_key}'}
      - {header: X-Note, value: '{cred.note}'}
    check: {path: /ping}
)";

constexpr const char* login_file = R"(schema: 1
id: login
name: Login
groups: [developer]
api:
  base: https://login.example
auth:
  basic:
    kind: basic
    check: {path: /ping}
)";

constexpr const char* mute_file = R"(schema: 1
id: mute
name: Mute
groups: [developer]
auth:
  key:
    kind: key
)";

constexpr const char* untold_file = R"(schema: 1
id: untold
name: Untold
groups: [developer]
api:
  base: https://untold.example/api
auth:
  key:
    kind: key
    attach:
      - {header: Authorization, value: 'Key {cred.api_key}'}
)";

constexpr const char* robot_file = R"(schema: 1
id: robot
name: Robot
groups: [messaging]
auth:
  key:
    kind: key
    attach:
      - in: base
    fields:
      api_key: {secret: true, term: bot_token}
    check: {path: /getMe}
    api:
      base: https://robot.example/bot{cred.api_key}
)";

IntegrationOptions switched_on() {
    IntegrationOptions options = IntegrationOptions{};
    options.redirect_base_url = "https://fairlead.test";
    for (const char* name : {"KEYS", "LOGIN", "MUTE", "ROBOT"})
        options.environment[name].enabled = true;
    return options;
}

class FormConnectTest : public ConnectTest {
protected:
    FormConnectTest()
        : ConnectTest({{"keys.yaml", keys_file},
                       {"login.yaml", login_file},
                       {"mute.yaml", mute_file},
                       {"untold.yaml", untold_file},
                       {"robot.yaml", robot_file}},
                      switched_on()) {}

    static FormInput typed(const std::map<std::string, std::string>& fields, Vars vars = {}) {
        FormInput input;
        for (const auto& [name, value] : fields) input.fields[name] = Secret::copy_of(value);
        input.vars = std::move(vars);
        return input;
    }
    Result<Connection> submit(const std::string& provider,
                              const std::map<std::string, std::string>& fields, Vars vars = {},
                              std::optional<ConnectionId> connection = {}) {
        FormConnect connect{*context_};
        return db_.run<Connection>([&] {
            ConnectAsk ask;
            ask.provider = provider;
            ask.connection = connection;
            return connect.connect(key_for(user_), std::move(ask), typed(fields, vars));
        });
    }
    /// The credential as it is stored, and its type.
    std::pair<std::string, std::string> stored(const Connection& connection) {
        std::pair<std::string, std::string> found;
        must<int>([&]() -> Task<Result<int>> {
            const auto owner = Owner::of(connection.workspace, connection.user);
            CO_TRY(const auto sealer, co_await vault_.sealer(owner));
            const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
                CO_TRY(const auto row, co_await storage::refresh::read_tokens(
                                           tx, connection.workspace, connection.id));
                CO_TRY(const auto tokens, open_tokens(sealer, *row));
                found = {std::string{tokens.access.expose()}, tokens.token_type};
                co_return ok();
            };
            const auto access = storage::Access::of(connection.workspace);
            CO_CHECK(co_await db_->transaction(access, body));
            co_return 0;
        });
        return found;
    }
    static std::vector<std::string> pointers(const Error& error) {
        std::vector<std::string> list;
        for (const auto& fault : error.faults) list.push_back(fault.pointer);
        return list;
    }

    UserId user_ = add_user("mia");
};

TEST_F(FormConnectTest, SeveralMembersAreSealedAsOneAndRideWhereTheFileSays) {
    const auto made =
        submit("keys", {{"api_key", " k-1\n"}, {"note", "mine"}}, {{"tenant", "acme"}});
    ASSERT_TRUE(made) << made.error().message;
    const auto [credential, type] = stored(*made);
    EXPECT_EQ(credential, R"({"api_key":"k-1","note":"mine"})");
    EXPECT_EQ(type, "Credentials");
    EXPECT_THAT(made->vars, UnorderedElementsAre(Pair("region", "eu"), Pair("tenant", "acme")));
    EXPECT_EQ(made->provider_account_id, "mine") << "what is not secret names the account";
    EXPECT_EQ(platform_.count("/eu/ping"), 1u);
    EXPECT_EQ(audit_.count_of("oauth_initiated"), 1u);
}

TEST_F(FormConnectTest, AllFaultsOfAFormAreToldAtOnceAndNobodyIsAsked) {
    const auto refused = submit("keys", {{"api_key", "not a key"}, {"other", "x"}},
                                {{"region", "mars"}, {"colour", "red"}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
    EXPECT_THAT(pointers(refused.error()),
                UnorderedElementsAre("/fields/api_key", "/fields/other", "/vars/region",
                                     "/vars/colour", "/vars/tenant"));
    EXPECT_TRUE(platform_.calls().empty());
    EXPECT_EQ(audit_.count_of("oauth_initiated"), 0u);
    EXPECT_TRUE(attempts_of(user_).empty());
}

TEST_F(FormConnectTest, AUserNameAndAPasswordRideAsBasicAndThePasswordKeepsItsBlanks) {
    const auto made = submit("login", {{"username", " ann "}, {"password", " pass:word "}});
    ASSERT_TRUE(made) << made.error().message;
    const auto sent = platform_.calls().front().authorization;
    EXPECT_EQ(sent, "Basic " + base64_encode(bytes_of("ann: pass:word ")));
    EXPECT_EQ(made->provider_account_id, "ann");
    EXPECT_EQ(made->account_name, "ann");
    EXPECT_EQ(stored(*made).second, "Credentials");
    // Another password of the same account.
    const auto again = submit("login", {{"username", "ann"}, {"password", "other"}});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, made->id);
    EXPECT_THAT(stored(*again).first, HasSubstr("other"));
}

TEST_F(FormConnectTest, AShortSecretIsNoNameOfAnAccount) {
    const auto first = submit("keys", {{"api_key", "k-1"}}, {{"tenant", "acme"}});
    const auto second = submit("keys", {{"api_key", "k-1"}}, {{"tenant", "acme"}});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->provider_account_id, "conn:" + first->id.text());
    EXPECT_NE(first->id, second->id);
    const auto better =
        submit("keys", {{"api_key", "k-0123456789abcdefghij"}}, {{"tenant", "acme"}}, first->id);
    ASSERT_TRUE(better) << better.error().message;
    EXPECT_EQ(better->id, first->id);
    EXPECT_TRUE(better->provider_account_id.starts_with("key:"));
}

TEST_F(FormConnectTest, AReconnectKeepsTheVariablesThatAreThere) {
    const auto made = submit("keys", {{"api_key", "k-0123456789abcdefghij"}},
                             {{"tenant", "acme"}, {"region", "us"}});
    ASSERT_TRUE(made);
    const auto again = submit("keys", {{"api_key", "k-zyxwvutsrqponmlkjihg"}}, {}, made->id);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->id, made->id);
    EXPECT_EQ(platform_.count("/us/ping"), 2u);
    EXPECT_EQ(stored(*again).first, R"({"api_key":"k-zyxwvutsrqponmlkjihg"})");
}

TEST_F(FormConnectTest, AFileWithoutACallThatProvesAnythingConnectsNobody) {
    const auto refused = submit("mute", {{"api_key", "k-0123456789abcdefghij"}});
    ASSERT_FALSE(refused);
    EXPECT_STREQ(refused.error().reason, "provider_config");
    EXPECT_TRUE(connections_of(user_).empty());
}

TEST_F(FormConnectTest, WhoeverSetsUpWhatConnectsNobodyIsTold) {
    const auto put = [&](const std::string& provider, bool enabled = true) {
        return db_.run<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = provider;
            edit.enabled = enabled;
            return integrations_->put(default_workspace, std::move(edit));
        });
    };
    const auto refused = put("mute");
    ASSERT_FALSE(refused);
    EXPECT_STREQ(refused.error().reason, "provider_config");
    EXPECT_THAT(refused.error().message, testing::HasSubstr("Give it a `check`"));
    EXPECT_TRUE(put("mute", false)) << "what is there can always be switched off";
    EXPECT_TRUE(put("keys"));
}

TEST_F(FormConnectTest, TheOperatorNamesTheCallThatProvesWhereTheFileDoesNot) {
    const auto put = [&](Vars vars) {
        return db_.run<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = "untold";
            edit.vars = vars;
            return integrations_->put(default_workspace, std::move(edit));
        });
    };
    const auto unsaid = put({});
    ASSERT_FALSE(unsaid);
    EXPECT_STREQ(unsaid.error().reason, "integration_not_configured");
    EXPECT_THAT(pointers(unsaid.error()), ElementsAre("/vars/check_path"));
    EXPECT_FALSE(put({{"check_path", "https://evil.example/me"}}));
    ASSERT_TRUE(put({{"check_path", "/v1/me?limit=1"}}));
    platform_.answer("/api/v1/me", [] { return FakePlatform::reply(401, "{}"); });
    const auto refused = submit("untold", {{"api_key", "wrong-0123456789abcdefghij"}});
    ASSERT_FALSE(refused);
    EXPECT_TRUE(connections_of(user_).empty()) << "nothing is stored that nothing has proven";
    platform_.answer("/api/v1/me", [] { return FakePlatform::reply(200, "[]"); });
    const auto made = submit("untold", {{"api_key", "right-0123456789abcdefghij"}});
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(platform_.count("/api/v1/me"), 2u);
    EXPECT_EQ(platform_.last_query(), "limit=1");
    EXPECT_EQ(platform_.calls().back().authorization, "Key right-0123456789abcdefghij");
}

TEST_F(FormConnectTest, ACheckPathThatAnswersAnybodyProvesNothing) {
    ProviderTrial trial{*integrations_, platform_, clock_, random_, "https://fairlead.test"};
    const auto spec = *catalog_->find("untold", "", "");
    const auto prove = [&](const char* path) {
        return db_.run<std::string>([&] {
            std::map<std::string, std::string> vars{{"check_path", path}};
            return trial.prove_path(spec, std::move(vars));
        });
    };
    platform_.answer("/api/open", [] { return FakePlatform::reply(200, "{}"); });
    const auto open = prove("/open");
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().code, Errc::invalid);
    EXPECT_THAT(pointers(open.error()), ElementsAre("/vars/check_path"));
    EXPECT_THAT(open.error().message, HasSubstr("a credential that nobody has"));
    platform_.answer("/api/me", [] { return FakePlatform::reply(401, "{}"); });
    EXPECT_EQ(*prove("/me"), "");
    EXPECT_EQ(platform_.calls().back().authorization, "Key fairlead-connection-test");
    platform_.answer("/api/away", [] { return FakePlatform::broken(net::Progress::never_sent); });
    EXPECT_THAT(*prove("/away"), HasSubstr("could not be found out"));
    // What does not fit is told where it is stored, and nobody is asked for it.
    const auto asked = platform_.calls().size();
    EXPECT_EQ(*prove("https://evil.example/me"), "");
    EXPECT_EQ(platform_.calls().size(), asked);
}

// The address of a call may be the key: it is told to the platform and to nobody else.
TEST_F(FormConnectTest, AKeyInTheAddressIsInNoLogErrorOrAuditEvent) {
    const std::string key = "4711:canary-of-a-robot-0123456789";
    const auto path = "/bot" + key + "/getMe";
    std::string seen;
    const auto try_with = [&](FakePlatform::Answer answer) {
        platform_.answer(path, std::move(answer));
        const auto made = submit("robot", {{"api_key", key}});
        if (!made) {
            seen += made.error().message + made.error().detail;
            for (const auto& fault : made.error().faults) seen += fault.pointer + fault.message;
        }
        return made.has_value();
    };
    EXPECT_FALSE(try_with([] { return FakePlatform::reply(401, "{}"); }));
    EXPECT_FALSE(try_with([] { return FakePlatform::reply(200, "<html>"); }));
    EXPECT_FALSE(try_with([] { return FakePlatform::broken(net::Progress::never_sent); }));
    EXPECT_FALSE(try_with([] { return FakePlatform::broken(net::Progress::sent); }));
    EXPECT_TRUE(try_with([] { return FakePlatform::reply(200, R"({"ok":true})"); }));
    EXPECT_EQ(platform_.count(path), 5U);
    for (const auto& line : lines_) seen += line;
    const auto events = *audit_.events.lock();
    EXPECT_FALSE(events.empty());
    for (const auto& event : events) seen += event.details.text + event.provider;
    for (const auto& attempt : attempts_of(user_)) seen += attempt.kind + attempt.message;
    for (const auto& row : connections_of(user_))
        seen += row.account_name + row.provider_account_id + row.error_message + row.metadata.text;
    EXPECT_THAT(seen, testing::Not(HasSubstr("canary-of-a-robot")));
}

TEST_F(FormConnectTest, APlatformWithAConsentPageHasNoForm) {
    IntegrationEdit edit;
    edit.provider = "acme";
    edit.client_id = "acme-client";
    edit.client_secret = Secret{std::string{"acme-secret"}};
    must<Integration>([&] {
        IntegrationEdit made = std::move(edit);
        return integrations_->put(default_workspace, std::move(made));
    });
    const auto refused = submit("acme", {{"api_key", "x"}});
    ASSERT_FALSE(refused);
    EXPECT_STREQ(refused.error().reason, "consent_page");
}

TEST_F(FormConnectTest, WhoeverBeginsGetsALinkToTheForm) {
    ConnectAsk ask;
    ask.provider = "keys";
    const auto started = try_start(session_of(user_), ask);
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_TRUE(started->auth_url.starts_with("https://fairlead.test/connect/"));
    EXPECT_FALSE(started->cookie);
    ask.scopes = {"all"};
    const auto refused = try_start(session_of(user_), ask);
    ASSERT_FALSE(refused);
    EXPECT_THAT(pointers(refused.error()), ElementsAre("/scopes"));
}

TEST_F(FormConnectTest, WhatTheOperatorDidNotSwitchOnIsNotThere) {
    Integrations without{*db_, *catalog_, vault_, clock_, random_, platform_, {}};
    const auto ready =
        db_.run<Integrations::Ready>([&] { return without.ready(default_workspace, "keys"); });
    ASSERT_FALSE(ready) << "the row of the run before is no switch";
    EXPECT_STREQ(ready.error().reason, "integration_not_configured");
    EXPECT_THAT(ready.error().message, HasSubstr("ENABLE_KEYS_INTEGRATION=true"));
}

}  // namespace
}  // namespace fairlead::oauth
