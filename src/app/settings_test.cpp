// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

#include "base/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <sstream>

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

TEST(Settings, SecretVariablesOfAPlatformAreSecretsAndNotRepeated) {
    const auto settings =
        load({{"GOOGLE_ADS_CLIENT_SECRET_VARS", "developer_token=a=b , pin=4711"}});
    ASSERT_TRUE(settings) << settings.error().message;
    const auto& vars = settings->apps.at("GOOGLE_ADS").secret_vars;
    EXPECT_EQ(vars.at("developer_token").expose(), "a=b");
    EXPECT_EQ(vars.at("pin").expose(), "4711");
    for (const char* bad : {"canary", "=canary", "a=canary,a=canary", "a=1,canary"}) {
        const auto refused = load({{"GOOGLE_ADS_CLIENT_SECRET_VARS", bad}});
        ASSERT_FALSE(refused) << bad;
        EXPECT_THAT(refused.error().message,
                    HasSubstr("GOOGLE_ADS_CLIENT_SECRET_VARS: expected name=value"));
        EXPECT_THAT(refused.error().message, testing::Not(HasSubstr("canary")));
    }
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

/// `.env.production.template` as an operator leaves it who filled in every bracket and turned on all
/// that is commented out and has a value.
std::string filled_in_template() {
    std::istringstream lines{content_of(".env.production.template")};
    std::string filled;
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find('=');
        const bool has_value = equals != std::string::npos && equals + 1 < line.size();
        const bool is_commented = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        if (is_commented && has_value) line.erase(0, 1);
        if (!line.starts_with('#'))
            std::erase_if(line, [](char c) { return c == '<' || c == '>'; });
        filled += line + '\n';
    }
    return filled;
}

TEST(ProductionTemplate, StopsTheStartUntilItIsFilledIn) {
    const auto settings = load_settings({.file = content_of(".env.production.template")});
    ASSERT_FALSE(settings);
    EXPECT_THAT(settings.error().message, HasSubstr("PUBLIC_URL"));
}

TEST(ProductionTemplate, IsAccepted) {
    const auto settings = load_settings({.file = filled_in_template()});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->public_url, "https://integrations.example.com");
    EXPECT_EQ(settings->apps.at("OPENAI").enabled, true);
    EXPECT_EQ(settings->apps.at("MICROSOFT").vars.count("tenant"), 1u);
}

TEST(ProductionTemplate, NamesEveryVariableAndEveryPlatform) {
    const auto text = content_of(".env.production.template");
    for (const auto& key : config_keys()) {
        if (!key.alias_of.empty()) continue;
        const auto star = key.name.find('*');
        auto shown = key.name;
        if (star != std::string::npos) shown.replace(star, 1, "<P>");
        const bool has_apps =
            star == 0 && key.name != "*_REDIRECT_URI" && !key.name.ends_with("_VARS");
        if (has_apps) shown = "HUBSPOT" + key.name.substr(1);
        EXPECT_THAT(text, HasSubstr(shown));
    }
    // Those that have a guide; the catalogue's others are set up the same way.
    for (const auto& file :
         std::filesystem::directory_iterator{FAIRLEAD_SOURCE_DIR "/docs/providers"}) {
        if (file.path().stem() == "conformance" || file.path().stem() == "README") continue;
        std::string name = file.path().stem();
        for (char& letter : name)
            letter = letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
        EXPECT_THAT(text, testing::AnyOf(HasSubstr("\n#" + name + "_CLIENT_ID="),
                                         HasSubstr("\n#ENABLE_" + name + "_INTEGRATION=")));
    }
}

}  // namespace
}  // namespace fairlead::app
