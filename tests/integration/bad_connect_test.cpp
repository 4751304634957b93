// SPDX-License-Identifier: Apache-2.0
//
// Connects that must fail: each says what is wrong, sends the platform nothing it should not have,
// and leaves the user's other connection as it was.
#include "support/bystander.h"
#include "support/half_connect.h"
#include "support/shifted_world.h"

#include <gtest/gtest.h>

#include <fstream>

namespace fairlead::tests {
namespace {

constexpr const char* user = "user-1";
const std::string stale_link = "This link has expired or was already used. Start again.";

/// As a script asks, not a browser.
Answer call_callback(AcmeWorld& world, const std::string& url) {
    return world.caller.send(net::Method::get, url, {{"Accept", "application/json"}});
}

class BadConnect : public testing::Test {
protected:
    BadConnect() : calls_before_(token_calls()) {}

    std::int64_t token_calls() { return world_.sandbox.requests("/acme/token"); }
    std::int64_t new_token_calls() { return token_calls() - calls_before_; }

    /// Refused as nobody's flow: the platform is not asked, and the page does not say whose.
    void expect_refused(const Page& page) { expect_refused(page, ""); }
    /// The same of a flow that was found, so that the page may say whose.
    void expect_refused(const Page& page, const std::string& provider) {
        EXPECT_EQ(page.parameter("status"), "error") << page.url;
        EXPECT_EQ(page.parameter("error"), "invalid_state");
        EXPECT_EQ(page.parameter("oauth_error"), "invalid_state");
        EXPECT_EQ(page.parameter("provider"), provider);
        EXPECT_EQ(new_token_calls(), 0);
        EXPECT_EQ(list_connections(world_.api(user)).size(), 1U);
    }

    AcmeWorld world_;
    Bystander other_{world_, user, "bulk-1"};
    std::int64_t calls_before_;
};

// --- before the platform ------------------------------------------------------------------------

TEST_F(BadConnect, AnUnknownProviderIsNotFound) {
    const Answer answer = ask_for_link(world_.api(), "no-such-platform");
    EXPECT_EQ(answer.status, 404) << answer.body;
    EXPECT_EQ(answer.text("/code"), "not_found");
    EXPECT_EQ(answer.text("/detail"), "There is no such integration.");
}

TEST_F(BadConnect, AnIntegrationThatIsSwitchedOffSaysWhatToSet) {
    world_.app.set("ENABLE_ACME_INTEGRATION", "false");
    world_.app.restart();
    const Answer answer = ask_for_link(world_.api(), "acme");
    EXPECT_EQ(answer.status, 409) << answer.body;
    EXPECT_EQ(answer.text("/code"), "integration_disabled");
    EXPECT_NE(answer.text("/detail").find("ENABLE_ACME_INTEGRATION=true"), std::string::npos);
    world_.app.set("ENABLE_ACME_INTEGRATION", "true");
    world_.app.restart();
    other_.expect_unharmed();
}

TEST(BadConnectUnconfigured, SaysWhatToSet) {
    AcmeWorld world{{{"ACME_CLIENT_ID", ""}, {"ACME_CLIENT_SECRET", ""}}};
    const Answer answer = ask_for_link(world.api(), "acme");
    EXPECT_EQ(answer.status, 409) << answer.body;
    EXPECT_EQ(answer.text("/code"), "integration_not_configured");
    EXPECT_NE(answer.text("/detail").find("ACME_CLIENT_ID"), std::string::npos) << answer.body;
    EXPECT_NE(answer.text("/detail").find("ACME_CLIENT_SECRET"), std::string::npos);
}

TEST_F(BadConnect, ARedirectUrlThatIsNotAllowedIsRefusedWhereItStands) {
    for (const char* url :
         {"https://elsewhere.example.test/done", "https://app.example.test.evil.test/",
          "https://user@app.example.test/done", "https://app.example.test/done#part",
          "//app.example.test/done", "//evil.test", "/integrations", "javascript:alert(1)",
          "http://app.example.test/done", "https://app.example.test:8443/done"}) {
        json::object body;
        body["redirectUrl"] = url;
        const Answer answer =
            world_.api().post("/api/integrations/connect/acme", json::serialize(body));
        EXPECT_EQ(answer.status, 400) << url;
        EXPECT_EQ(answer.text("/code"), "invalid") << url;
        EXPECT_EQ(answer.text("/faults/0/pointer"), "/redirectUrl") << url;
        EXPECT_FALSE(answer.has("/authUrl")) << url;
    }
}

TEST_F(BadConnect, TheTwentyFirstPendingConnectOfAUserWaits) {
    HalfConnect first{world_, user, "bulk-2"};
    for (int i = 1; i < 20; ++i) {
        Browser browser = world_.browser();
        EXPECT_EQ(begin_connect(world_.api(user), browser, "acme").answer.status, 200) << i;
    }
    Browser browser = world_.browser();
    const Answer link = ask_for_link(world_.api(user), "acme");
    ASSERT_EQ(link.status, 200) << link.body;
    const Page page = open_link(browser, link.text("/authUrl"));
    EXPECT_EQ(page.answer.status, 429) << page.url;
    EXPECT_NE(page.answer.body.find("20 connects of this user are under way already"),
              std::string::npos)
        << page.answer.body;
    EXPECT_NE(page.answer.header("Retry-After"), "");
    // Others are not kept waiting, and a place is free when a connect ends.
    world_.connect("user-2", "bulk-3");
    connected_account(first.come_back());
    EXPECT_EQ(begin_connect(world_.api(user), browser, "acme").answer.status, 200);
}

// --- the state ----------------------------------------------------------------------------------

TEST_F(BadConnect, AMissingOrUnknownStateIsRefusedAndTheFlowGoesOn) {
    HalfConnect half{world_, user, "bulk-2"};
    expect_refused(half.come_back_to(half.callback_with("state", "")));
    expect_refused(half.come_back_to(half.callback_with("state", std::string(43, 'A'))));
    expect_refused(half.come_back_to(half.callback_with("state", std::string(4000, 'A'))));
    expect_refused(half.come_back_to(half.callback() + "&state=twice"));
    const Answer told = call_callback(world_, half.callback_with("state", "unknown"));
    EXPECT_EQ(told.status, 400);
    EXPECT_EQ(told.text("/code"), "invalid_state");
    EXPECT_EQ(told.text("/detail"), stale_link);
    connected_account(half.come_back());
    other_.expect_unharmed();
}

TEST_F(BadConnect, AUsedStateIsRefused) {
    HalfConnect half{world_, user, "bulk-2"};
    const std::string id = connected_account(half.come_back());
    const std::string token = world_.token(user, id).text("/accessToken");
    const auto calls = token_calls();
    const Page again = half.come_back();
    EXPECT_EQ(again.parameter("error"), "invalid_state") << again.url;
    EXPECT_EQ(call_callback(world_, half.callback()).text("/code"), "invalid_state");
    EXPECT_EQ(token_calls(), calls);
    EXPECT_EQ(world_.token(user, id).text("/accessToken"), token);
    EXPECT_TRUE(world_.accepts(token));  // a code sent twice would have ended the grant
    other_.expect_unharmed();
}

TEST_F(BadConnect, AnotherBrowsersStateIsRefusedAndUsedUp) {
    HalfConnect half{world_, user, "bulk-2"};
    Browser thief = world_.browser();
    expect_refused(thief.open(half.callback()));
    expect_refused(half.come_back());
    EXPECT_TRUE(world_.app.logged("connect.browser_mismatch"));
    other_.expect_unharmed();
}

TEST_F(BadConnect, AStateOfAnotherIntegrationIsRefused) {
    HalfConnect half{world_, user, "bulk-2"};
    std::string url = half.callback();
    url.replace(url.find("callback/acme"), 13, "callback/hubspot");
    expect_refused(half.come_back_to(url));
    other_.expect_unharmed();
}

TEST_F(BadConnect, AnExpiredStateIsRefused) {
    const auto shift = std::make_shared<Shift>();
    world_.app.stop();
    world_.app.enter(shifted_world(shift));
    world_.app.start();
    HalfConnect half{world_, user, "bulk-2"};
    shift->boot_ms = shift->wall_ms = Milliseconds{std::chrono::minutes{11}}.count();
    expect_refused(half.come_back());
    shift->boot_ms = shift->wall_ms = 0;
    other_.expect_unharmed();
}

// --- the configuration --------------------------------------------------------------------------

TEST_F(BadConnect, ASecretChangedMeanwhileRefusesTheFlowAndSaysWhy) {
    const std::string admin = world_.app.create_key("admin");
    const Api as_admin{world_.caller, world_.app.url(), admin, ""};
    const json::object own{{"provider", "acme"},
                           {"key", "acme-own"},
                           {"clientId", SandboxUnderTest::client_id()},
                           {"clientSecret", SandboxUnderTest::client_secret()}};
    ASSERT_EQ(as_admin.post("/api/admin/integrations", json::serialize(own)).status, 201);
    HalfConnect half{world_, user, "bulk-2", {.integration = "acme-own"}};
    const Answer changed = as_admin.patch("/api/admin/integrations/acme-own",
                                          R"({"clientSecret":"another-sample-secret"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    const Page page = half.come_back();
    EXPECT_EQ(page.parameter("error"), "invalid_state") << page.url;
    EXPECT_EQ(page.parameter("reason"), "configuration_changed");
    EXPECT_EQ(new_token_calls(), 0);
    other_.expect_unharmed();
}

TEST_F(BadConnect, AProviderFileEditedMeanwhileGetsNoCode) {
    const TemporaryDirectory providers;
    SandboxUnderTest elsewhere{providers.path(), world_.caller};
    const std::string host = elsewhere.origin().substr(std::string_view{"https://"}.size());
    world_.app.set("FAIRLEAD_PROVIDERS_DIR", providers.path());
    world_.app.set("FAIRLEAD_PRIVATE_HOSTS", host);
    world_.app.set("FAIRLEAD_CA_FILE", elsewhere.ca_path());
    world_.app.restart();
    HalfConnect half{world_, user, "bulk-2"};
    std::ofstream{providers.file("acme.yaml")} << "id: acme\nauth: {oauth: {token: {url: '"
                                               << elsewhere.origin() << "/acme/token'}}}\n";
    world_.app.restart();
    // In a cache that outlives the process the flow is found, and found to be of another file.
    expect_refused(half.come_back(), cache_outlives_the_app() ? "acme" : "");
    EXPECT_EQ(elsewhere.requests("/acme/token"), 0);
    // The edit was taken: a new connect asks there, which knows no such code.
    const Page anew = world_.connect_page(user, "bulk-2");
    EXPECT_EQ(anew.parameter("error"), "invalid_credentials") << anew.url;
    EXPECT_EQ(elsewhere.requests("/acme/token"), 1);
    other_.expect_unharmed();
}

// --- what comes back ----------------------------------------------------------------------------

TEST_F(BadConnect, AReconnectThatBringsAnotherAccountTouchesNothing) {
    const HalfConnect::Ask ask{.members = R"(,"connectionId":")" + other_.id() + "\""};
    HalfConnect half{world_, user, "bulk-2", ask};
    const Page page = half.come_back();
    EXPECT_EQ(page.parameter("error"), "invalid_credentials") << page.url;
    EXPECT_EQ(page.parameter("reason"), "other_account");
    EXPECT_EQ(list_connections(world_.api(user)).size(), 1U);
    other_.expect_unharmed();
    // What the platform granted meanwhile is given back.
    EXPECT_TRUE(eventually(
        [this] { return world_.sandbox.grants("bulk-2").at(0).at("valid").as_array().empty(); }));
    other_.expect_renewable();
}

TEST_F(BadConnect, ARejectedCodeIsToldAndKeptAsTheLastAttempt) {
    world_.sandbox.fault("bad_code");
    const Page page = world_.connect_page(user, "bulk-2");
    EXPECT_EQ(page.parameter("error"), "invalid_credentials") << page.url;
    EXPECT_EQ(page.parameter("provider"), "acme");
    EXPECT_EQ(list_connections(world_.api(user)).size(), 1U);
    const Answer status = world_.api(user).get("/api/integrations/status");
    EXPECT_EQ(status.text("/integrations/0/lastAttempt/kind"), "invalid_credentials");
    other_.expect_unharmed();
}

TEST_F(BadConnect, AWrongClientSecretIsToldAsTheOperatorsFault) {
    world_.sandbox.configure(R"({"secret":"another-sample-secret"})");
    const Page page = world_.connect_page(user, "bulk-2");
    EXPECT_EQ(page.parameter("error"), "invalid_credentials") << page.url;
    EXPECT_EQ(page.parameter("reason"), "provider_config");
    const Answer status = world_.api(user).get("/api/integrations/status");
    const std::string message = status.text("/integrations/0/lastAttempt/message");
    EXPECT_NE(message.find("operator"), std::string::npos) << message;
    EXPECT_TRUE(world_.app.logged("check the integration"));
    other_.expect_unharmed();
    world_.sandbox.configure(R"({"secret":")" + SandboxUnderTest::client_secret() + "\"}");
    world_.connect(user, "bulk-2");
}

}  // namespace
}  // namespace fairlead::tests
