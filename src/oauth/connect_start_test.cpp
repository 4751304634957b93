// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_start.h"

#include "oauth/connect_fixture.h"

namespace fairlead::oauth {
namespace {

class ConnectStartTest : public ConnectTest {
protected:
    Error refused(ConnectAsk ask) {
        const auto started = try_start(session_of(user_), std::move(ask));
        EXPECT_FALSE(started);
        return started ? Error{} : started.error();
    }
    UserId user_ = add_user("mia");
};

TEST_F(ConnectStartTest, SendsABrowserSessionToThePlatformAndBindsIt) {
    const auto started = *try_start(session_of(user_), acme());
    EXPECT_TRUE(started.auth_url.starts_with("https://sandbox.test/acme/authorize?"));
    EXPECT_EQ(query_value(started.auth_url, "state"), started.state);
    EXPECT_EQ(query_value(started.auth_url, "response_type"), "code");
    EXPECT_EQ(query_value(started.auth_url, "client_id"), "acme-client");
    EXPECT_EQ(query_value(started.auth_url, "scope"), "openid profile records.read");
    ASSERT_TRUE(started.cookie);
    EXPECT_TRUE(started.cookie->name.starts_with("__Host-"));
    EXPECT_EQ(started.auth_url.find(started.cookie->value), std::string::npos);
    EXPECT_EQ(audit_.count_of("oauth_initiated"), 1U);
}

TEST_F(ConnectStartTest, GivesAnApiKeyALinkAndNoCookie) {
    const auto started = *try_start(key_for(user_), acme());
    EXPECT_TRUE(started.auth_url.starts_with("https://fairlead.test/connect/"));
    EXPECT_FALSE(started.cookie);
    EXPECT_EQ(context_->flows.pending(), 0U);
}

TEST_F(ConnectStartTest, GivesABrowserALinkWhereNobodyProvedThatItsUserAsked) {
    const auto caller = session_of(user_);
    const auto started = must<ConnectStarted>(
        [&] { return start_->start(caller, acme(), ConnectStart::Origin::unproven); });
    EXPECT_TRUE(started.auth_url.starts_with("https://fairlead.test/connect/"));
    EXPECT_FALSE(started.cookie);
}

TEST_F(ConnectStartTest, AsksForWhom) {
    auto caller = key_for(user_);
    caller.user.reset();
    const auto started = try_start(caller, acme());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, Errc::invalid);
}

TEST_F(ConnectStartTest, DoesNotKnowAnUnknownProvider) {
    auto ask = acme();
    ask.provider = "no-such-platform";
    EXPECT_EQ(refused(ask).code, Errc::not_found);
}

TEST_F(ConnectStartTest, SaysWhatToSetForAProviderThatIsNotConfigured) {
    IntegrationOptions none;
    none.redirect_base_url = "https://fairlead.test";
    Integrations bare{*db_, *catalog_, vault_, clock_, random_, platform_, std::move(none)};
    const auto ready =
        db_.run<Integrations::Ready>([&] { return bare.ready(default_workspace, "acme"); });
    ASSERT_FALSE(ready);
    EXPECT_EQ(ready.error().code, Errc::conflict);
    EXPECT_STREQ(ready.error().reason, "integration_not_configured");
    EXPECT_NE(ready.error().message.find("ACME_CLIENT_ID"), std::string::npos);
    EXPECT_NE(ready.error().message.find("ACME_CLIENT_SECRET"), std::string::npos);
}

TEST_F(ConnectStartTest, SaysHowToSwitchADisabledIntegrationOn) {
    const auto off = [&] { return integrations_->set_enabled(default_workspace, "acme", false); };
    ASSERT_TRUE(run_blocking(db_.loop(), off));
    const auto error = refused(acme());
    EXPECT_EQ(error.code, Errc::conflict);
    EXPECT_STREQ(error.reason, "integration_disabled");
    EXPECT_NE(error.message.find("ENABLE_ACME_INTEGRATION"), std::string::npos);
}

TEST_F(ConnectStartTest, RefusesRedirectsOffTheWorkspacesOrigins) {
    auto ask = acme();
    ask.redirect_url = "https://evil.test/done";
    const auto error = refused(ask);
    EXPECT_EQ(error.code, Errc::invalid);
    ASSERT_FALSE(error.faults.empty());
    EXPECT_EQ(error.faults[0].pointer, "/redirectUrl");
    ask.redirect_url = "https://other.test:8443/x";
    EXPECT_TRUE(try_start(session_of(user_), ask));
}

TEST_F(ConnectStartTest, LeadsToTheIntegrationsPageByDefault) {
    auto ask = acme();
    ask.redirect_url.clear();
    const auto answer = connect(user_, "7", ask);
    EXPECT_TRUE(answer.redirect_url.starts_with("https://app.test/integrations?status=success"));
}

TEST_F(ConnectStartTest, RefusesMalformedScopesUnknownVariablesAndForeignChoices) {
    auto ask = acme();
    ask.scopes = {"a b"};
    EXPECT_EQ(refused(ask).code, Errc::invalid);
    ask = acme();
    ask.vars = {{"subdomain", "x"}};
    EXPECT_EQ(refused(ask).code, Errc::invalid);
    ask = acme();
    ask.method = "another";
    EXPECT_EQ(refused(ask).code, Errc::conflict);
    ask = acme();
    ask.variant = "another";
    EXPECT_EQ(refused(ask).code, Errc::conflict);
}

TEST_F(ConnectStartTest, DoesNotReconnectSomebodyElsesConnection) {
    const auto foreign = *connect(add_user("noa"), "7").connection;
    auto ask = acme();
    ask.connection = foreign;
    EXPECT_EQ(refused(ask).code, Errc::not_found);
    ask.connection = fresh<ConnectionId>();
    EXPECT_EQ(refused(ask).code, Errc::not_found);
}

TEST_F(ConnectStartTest, RefusesTheTwentyFirstPendingFlow) {
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(try_start(session_of(user_), acme()));
    const auto error = refused(acme());
    EXPECT_EQ(error.code, Errc::rate_limited);
    EXPECT_TRUE(error.retry_after);
}

// --- integrations -------------------------------------------------------------------------------

TEST_F(ConnectStartTest, ChangesTheFingerprintWithWhateverAFlowReliesOn) {
    const auto put = [&](IntegrationEdit edit) {
        return must<Integration>(
                   [&] { return integrations_->put(default_workspace, std::move(edit)); })
            .fingerprint;
    };
    const auto edit = [](const std::string& id, const char* secret, const std::string& redirect) {
        IntegrationEdit made;
        made.provider = "acme";
        made.client_id = id;
        if (secret) made.client_secret = Secret::copy_of(secret);
        made.redirect_uri = redirect;
        return made;
    };
    const auto first = put(edit("one", "s", ""));
    EXPECT_NE(put(edit("two", nullptr, "")), first);
    EXPECT_EQ(put(edit("one", nullptr, "")), first);
    EXPECT_NE(put(edit("one", "other", "")), first);
    EXPECT_NE(put(edit("one", nullptr, "https://x.test/api/auth/acme/callback")), first);
}

TEST_F(ConnectStartTest, LetsARowOfTheApiBeatTheEnvironment) {
    IntegrationEdit edit;
    edit.provider = "acme";
    edit.client_id = "own-client";
    edit.client_secret = Secret::copy_of("own-secret");
    must<Integration>([&] { return integrations_->put(default_workspace, std::move(edit)); });
    ASSERT_TRUE(run_blocking(db_.loop(), [&] { return integrations_->load(); }));
    const auto ready =
        must<Integrations::Ready>([&] { return integrations_->ready(default_workspace, "acme"); });
    EXPECT_EQ(ready.client->client_id, "own-client");
    EXPECT_EQ(ready.client->client_secret.expose(), "own-secret");
}

TEST_F(ConnectStartTest, NamesVariablesAndPathsAsDocumented) {
    EXPECT_EQ(environment_name("google-calendar"), "GOOGLE_CALENDAR");
    EXPECT_EQ(callback_path_of("https://x.test/api/auth/acme/callback"),
              CallbackPath::auth_callback);
    EXPECT_EQ(callback_path_of("https://x.test/integrations/auth/acme/callback"),
              CallbackPath::legacy_callback);
    EXPECT_EQ(callback_path_of("https://x.test/api/integrations/callback/acme"),
              CallbackPath::integrations_callback);
}

}  // namespace
}  // namespace fairlead::oauth
