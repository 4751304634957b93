// SPDX-License-Identifier: Apache-2.0
//
// What every platform must do with Fairlead, asked of each in the same words: connect, deny,
// refresh, rotated refresh, dead refresh, revoke. Nothing here knows which platform it is.
#include "base/temporary_directory.h"
#include "support/connecting.h"
#include "support/sandbox_platform.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace fairlead::tests {
namespace {

struct Candidate {
    const char* name;
    std::unique_ptr<Platform> (*make)(const std::string&, const std::string&, HttpCaller&);
    const char* overlay = nullptr;  ///< an operator's file of the same id
};

const Candidate candidates[] = {
    {"acme", [](const std::string& directory, const std::string&,
                HttpCaller& caller) { return make_acme(directory, caller); }},
    {"gohighlevel", [](const std::string& directory, const std::string&,
                       HttpCaller& caller) { return make_gohighlevel(directory, caller); }},
    {"calendly", [](const std::string& directory, const std::string&,
                    HttpCaller& caller) { return make_calendly(directory, caller); }},
    {"hubspot", [](const std::string& directory, const std::string&,
                   HttpCaller& caller) { return make_hubspot(directory, caller); }},
    {"google_calendar", [](const std::string& directory, const std::string&,
                           HttpCaller& caller) { return make_google(directory, caller); }},
    {"google_analytics",
     [](const std::string& directory, const std::string&, HttpCaller& caller) {
         return make_google_analytics(directory, caller);
     }},
    {"google_workspace",
     [](const std::string& directory, const std::string&, HttpCaller& caller) {
         return make_google_workspace(directory, caller);
     }},
    // It refuses tokens of less than a day: here they may have any age.
    {"instagram",
     [](const std::string& directory, const std::string&, HttpCaller& caller) {
         return make_instagram(directory, caller);
     },
     R"(id: instagram
auth: {oauth: {refresh: {min_age: null}}}
)"},
    {"microsoft", [](const std::string& directory, const std::string&,
                     HttpCaller& caller) { return make_microsoft(directory, caller); }},
    {"pipedrive", [](const std::string& directory, const std::string&,
                     HttpCaller& caller) { return make_pipedrive(directory, caller); }},
    {"salesforce", [](const std::string& directory, const std::string&,
                      HttpCaller& caller) { return make_salesforce(directory, caller); }},
    {"zoho_crm", [](const std::string& directory, const std::string&,
                    HttpCaller& caller) { return make_zoho(directory, caller); }},
    {"oidc_provider", &make_oidc_provider},
    {"reddit", [](const std::string& directory, const std::string&,
                  HttpCaller& caller) { return make_reddit(directory, caller); }},
    {"tiktok", [](const std::string& directory, const std::string&,
                  HttpCaller& caller) { return make_tiktok(directory, caller); }},
};

class PlatformTest : public testing::TestWithParam<Candidate> {
protected:
    PlatformTest() : platform_(GetParam().make(directory_.path(), app_.url(), caller_)) {
        for (const auto& [name, value] : platform_->variables()) app_.set(name, value);
        if (GetParam().overlay) lay_over(GetParam().overlay);
        app_.start();
        key_ = app_.create_key("connections:read,connections:write,tokens:read");
    }

    void lay_over(const std::string& file) {
        const auto files = directory_.file("providers");
        std::filesystem::create_directory(files);
        std::ofstream{files + "/" + platform_->id() + ".yaml"} << file;
        app_.set("FAIRLEAD_PROVIDERS_DIR", files);
    }

    Api api() { return {caller_, app_.url(), key_, "user-1"}; }
    std::string account() const { return platform_->account(1); }
    std::string connected() {
        return connected_account(connect(caller_, app_, api(), *platform_, account()));
    }
    Answer refresh(const std::string& id) {
        return api().post("/api/integrations/refresh/" + platform_->id() + "/" + id);
    }
    std::string token_path(const std::string& id) const {
        return "/api/integrations/token/" + platform_->id() + "/" + id;
    }
    std::string access_token(const std::string& id) {
        return api().get(token_path(id)).text("/accessToken");
    }

    TemporaryDirectory directory_;
    HttpCaller caller_;
    AppUnderTest app_{directory_.path(), {}};
    std::unique_ptr<Platform> platform_;
    std::string key_;
};

TEST_P(PlatformTest, ConnectStoresAnAccountWhoseTokenThePlatformTakes) {
    const Page page = connect(caller_, app_, api(), *platform_, account());
    EXPECT_TRUE(page.url.starts_with(application_page)) << page.url;
    const std::string id = connected_account(page);
    EXPECT_EQ(page.parameter("provider"), platform_->id());
    EXPECT_EQ(page.parameter("oauth_success"), platform_->id());

    const json::value connection = find_connection(api(), id);
    ASSERT_TRUE(connection.as_object().contains("status")) << json::serialize(connection);
    EXPECT_EQ(connection.at("status").as_string(), "connected");
    EXPECT_TRUE(connection.at("isConnected").as_bool());
    EXPECT_EQ(connection.at("providerAccountId").as_string(), account());
    const auto* member = find_pointer(connection, "/metadata/" + platform_->account_member());
    EXPECT_EQ(scalar_text(member), account()) << json::serialize(connection);

    const Answer token = api().get(token_path(id));
    ASSERT_EQ(token.status, 200) << token.body;
    EXPECT_TRUE(platform_->accepts(token.text("/accessToken")));
}

TEST_P(PlatformTest, DenyStoresNothingAndSaysSo) {
    Browser browser = make_browser(caller_, app_, platform_->origin());
    Page page = begin_connect(api(), browser, platform_->id());
    page = platform_->deny(browser, std::move(page), account());
    EXPECT_TRUE(page.url.starts_with(application_page)) << page.url << page.answer.body;
    EXPECT_EQ(page.parameter("status"), "error");
    EXPECT_EQ(page.parameter("error"), "access_denied");
    EXPECT_EQ(page.parameter("oauth_error"), "access_denied");
    EXPECT_TRUE(list_connections(api()).empty());
}

TEST_P(PlatformTest, RefreshBringsANewTokenWithoutNewConsent) {
    const std::string id = connected();
    const std::string before = access_token(id);
    const Answer refreshed = refresh(id);
    ASSERT_EQ(refreshed.status, 200) << refreshed.body;
    EXPECT_TRUE(refreshed.json().at("success").as_bool()) << refreshed.body;
    const std::string after = access_token(id);
    EXPECT_NE(after, before);
    EXPECT_TRUE(platform_->accepts(after));
    EXPECT_EQ(find_connection(api(), id).at("status").as_string(), "connected");
}

TEST_P(PlatformTest, RotatedRefreshTokensAreUsedOnceEach) {
    const std::string id = connected();
    std::string last = access_token(id);
    for (int round = 0; round < 3; ++round) {
        const Answer refreshed = refresh(id);
        ASSERT_EQ(refreshed.status, 200) << refreshed.body;
        const std::string next = access_token(id);
        EXPECT_NE(next, last);
        EXPECT_TRUE(platform_->accepts(next));
        EXPECT_EQ(platform_->live_refresh_tokens(account()), 1);
        last = next;
    }
    // The rotated token outlives the server.
    app_.restart();
    ASSERT_EQ(refresh(id).status, 200);
    EXPECT_TRUE(platform_->accepts(access_token(id)));
}

TEST_P(PlatformTest, DeadRefreshTokenAsksForReconnectAndReconnectHeals) {
    const std::string id = connected();
    platform_->kill_grants(account());
    const Answer refused = refresh(id);
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(refused.text("/code"), "reconnect_required");
    const json::value dead = find_connection(api(), id);
    EXPECT_EQ(dead.at("status").as_string(), "expired");
    EXPECT_FALSE(dead.at("isConnected").as_bool());
    EXPECT_EQ(dead.at("reason").as_string(), "dead_refresh_token");
    EXPECT_EQ(api().get(token_path(id)).text("/code"), "reconnect_required");

    EXPECT_EQ(connected(), id);  // the same connection, alive again
    EXPECT_EQ(find_connection(api(), id).at("status").as_string(), "connected");
    EXPECT_TRUE(platform_->accepts(access_token(id)));
}

TEST_P(PlatformTest, DisconnectRevokesAtThePlatform) {
    const std::string id = connected();
    const std::string token = access_token(id);
    ASSERT_TRUE(platform_->accepts(token));
    ASSERT_EQ(platform_->live_refresh_tokens(account()), 1);
    const Answer gone = api().del("/api/integrations/disconnect/" + platform_->id() + "/" + id);
    ASSERT_EQ(gone.status, 200) << gone.body;
    EXPECT_TRUE(list_connections(api()).empty());
    EXPECT_EQ(api().get(token_path(id)).status, 404);
    // Where nothing can be revoked, or access tokens live on, that is what the user is told.
    if (platform_->revokes()) {
        EXPECT_TRUE(eventually([&] { return platform_->live_refresh_tokens(account()) == 0; }));
    }
    if (platform_->revokes_access()) {
        EXPECT_TRUE(eventually([&] { return !platform_->accepts(token); }));
    }
}

INSTANTIATE_TEST_SUITE_P(Every, PlatformTest, testing::ValuesIn(candidates),
                         [](const auto& candidate) { return candidate.param.name; });

}  // namespace
}  // namespace fairlead::tests
