// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

#include "base/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::app {
namespace {

using testing::HasSubstr;
using testing::Not;

Result<Settings> load(ConfigPairs environment) {
    return load_settings({.environment = std::move(environment)});
}

TEST(Settings, DefaultsAreAServerOnThisMachine) {
    const auto settings = load({});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->http.address, "127.0.0.1");
    EXPECT_EQ(settings->redirect_base_url, "http://localhost:8080");
    EXPECT_EQ(settings->frontend_base_url, settings->public_url);
    EXPECT_TRUE(settings->apps.empty());
}

TEST(Settings, APlatformsVariablesStandTogether) {
    const auto settings = load({{"HUBSPOT_CLIENT_ID", "id"},
                                {"HUBSPOT_CLIENT_SECRET", "s"},
                                {"ENABLE_GOOGLE_CALENDAR_INTEGRATION", "false"}});
    ASSERT_TRUE(settings) << settings.error().message;
    ASSERT_TRUE(settings->apps.contains("HUBSPOT"));
    EXPECT_EQ(settings->apps.at("HUBSPOT").client_id, "id");
    EXPECT_EQ(settings->apps.at("HUBSPOT").client_secret.expose(), "s");
    EXPECT_EQ(settings->apps.at("GOOGLE_CALENDAR").enabled, false);
}

TEST(Settings, AnIntegrationsVariablesArePairs) {
    const auto settings = load({{"KEYCLOAK_CLIENT_VARS", "host=id.example.com, realm=main"}});
    ASSERT_TRUE(settings) << settings.error().message;
    const std::map<std::string, std::string> wanted{{"host", "id.example.com"}, {"realm", "main"}};
    EXPECT_EQ(settings->apps.at("KEYCLOAK").vars, wanted);
    for (const char* bad : {"host", "=x", "host=a host=b"}) {
        const auto refused = load({{"KEYCLOAK_CLIENT_VARS", bad}});
        ASSERT_FALSE(refused) << bad;
        EXPECT_THAT(refused.error().message,
                    HasSubstr("KEYCLOAK_CLIENT_VARS: expected name=value"));
    }
}

TEST(Settings, OlderSpellingsAreRead) {
    const auto settings = load({{"INSTAGRAM_APP_ID", "i"},
                                {"INSTAGRAM_APP_SECRET", "s"},
                                {"TIKTOK_CLIENT_KEY", "t"},
                                {"NEXT_PUBLIC_APP_URL", "https://app.example.com"}});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->apps.at("INSTAGRAM").client_id, "i");
    EXPECT_EQ(settings->apps.at("INSTAGRAM").client_secret.expose(), "s");
    EXPECT_EQ(settings->apps.at("TIKTOK").client_id, "t");
    EXPECT_EQ(settings->frontend_base_url, "https://app.example.com");
}

TEST(Settings, TwoSpellingsWithDifferentValuesAreRefused) {
    const auto settings = load({{"INSTAGRAM_APP_ID", "a"}, {"INSTAGRAM_CLIENT_ID", "b"}});
    ASSERT_FALSE(settings);
    EXPECT_THAT(settings.error().message, HasSubstr("INSTAGRAM_APP_ID"));
}

TEST(Settings, PlainHttpIsForThisMachineAlone) {
    EXPECT_TRUE(load({{"PUBLIC_URL", "http://127.0.0.1:9000"}}));
    for (const char* url :
         {"http://example.com", "http://localhost.example.com", "http://127.0.0.1.example.com"}) {
        const auto settings = load({{"PUBLIC_URL", url}});
        ASSERT_FALSE(settings) << url;
        EXPECT_THAT(settings.error().message, HasSubstr("PUBLIC_URL: expected https"));
    }
}

TEST(Settings, ASecretWithoutItsClientIdIsAFault) {
    const auto settings = load({{"HUBSPOT_CLIENT_SECRET", "very-secret"}});
    ASSERT_FALSE(settings);
    EXPECT_THAT(settings.error().message, HasSubstr("HUBSPOT_CLIENT_ID: missing"));
    EXPECT_THAT(settings.error().message, Not(HasSubstr("very-secret")));
}

TEST(Settings, AnIssuerNeedsAKey) {
    EXPECT_FALSE(load({{"FAIRLEAD_JWT_ISSUER", "https://issuer.example.com"}}));
}

std::string content_of(const std::string& path) {
    SystemDisk disk;
    const auto text = read_file(disk, FAIRLEAD_SOURCE_DIR "/" + path, 1 << 20);
    return text ? *text : "";
}

TEST(Settings, TheSampleFileIsWhatTheListSays) {
    // Made by: fairlead config > .env.example
    EXPECT_EQ(content_of(".env.example"), render_config_sample(config_keys()) + "\n");
}

TEST(Settings, TheReferenceIsWhatTheListSays) {
    // Made by: fairlead config --markdown, below the page's introduction
    EXPECT_THAT(content_of("docs/configuration.md"),
                testing::EndsWith(render_config_reference(config_keys()) + "\n"));
}

}  // namespace
}  // namespace fairlead::app
