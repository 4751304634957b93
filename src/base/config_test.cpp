// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace fairlead {
namespace {

std::vector<ConfigKey> declared() {
    return {
        {.name = "FAIRLEAD_PORT",
         .type = ConfigType::integer,
         .fallback = "8080",
         .least = 0,
         .most = 65535,
         .help = "Where the server listens.",
         .group = "Server"},
        {.name = "FAIRLEAD_TIMEOUT",
         .type = ConfigType::duration,
         .fallback = "30s",
         .least = 1000,
         .most = 3600000,
         .help = "How long a call may take.",
         .group = "Server"},
        {.name = "FAIRLEAD_BODY_LIMIT",
         .type = ConfigType::bytes,
         .fallback = "1MiB",
         .group = "Server"},
        {.name = "FAIRLEAD_LOG",
         .fallback = "info",
         .choices = {"debug", "info"},
         .group = "Server"},
        {.name = "FAIRLEAD_ORIGINS", .type = ConfigType::list, .group = "Server"},
        {.name = "FAIRLEAD_SANDBOX",
         .type = ConfigType::boolean,
         .fallback = "false",
         .group = "Server"},
        {.name = "FAIRLEAD_MOTTO", .fallback = "it's \"a\" # b\\c", .group = "Server"},
        {.name = "TOKEN_ENCRYPTION_KEY",
         .type = ConfigType::secret,
         .least = 8,
         .help = "Seals the tokens.",
         .group = "Keys"},
        {.name = "OAUTH_ENCRYPTION_KEY", .alias_of = "TOKEN_ENCRYPTION_KEY"},
        {.name = "FRONTEND_BASE_URL", .type = ConfigType::url, .group = "Server"},
        {.name = "*_CLIENT_ID",
         .help = "The application's id at the platform.",
         .group = "Platforms"},
        {.name = "*_CLIENT_SECRET", .type = ConfigType::secret, .group = "Platforms"},
        {.name = "TIKTOK_CLIENT_KEY", .alias_of = "TIKTOK_CLIENT_ID"},
        {.name = "*_APP_ID", .alias_of = "*_CLIENT_ID"},
    };
}

Result<Config> load(ConfigSources sources) { return Config::load(declared(), std::move(sources)); }

std::string faults_of(ConfigSources sources) {
    const auto config = load(std::move(sources));
    return config ? "none" : config.error().message;
}

TEST(Config, DefaultsInTheirTypes) {
    const auto config = load({});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->integer("FAIRLEAD_PORT"), 8080);
    EXPECT_EQ(config->duration("FAIRLEAD_TIMEOUT"), 30s);
    EXPECT_EQ(config->bytes("FAIRLEAD_BODY_LIMIT"), 1u << 20);
    EXPECT_EQ(config->text("FAIRLEAD_LOG"), "info");
    EXPECT_FALSE(config->boolean("FAIRLEAD_SANDBOX"));
    EXPECT_TRUE(config->list("FAIRLEAD_ORIGINS").empty());
    EXPECT_EQ(config->secret("TOKEN_ENCRYPTION_KEY"), nullptr);
    EXPECT_EQ(config->url("FRONTEND_BASE_URL"), "");
    EXPECT_FALSE(config->is_set("FRONTEND_BASE_URL"));
    EXPECT_EQ(config->source("FAIRLEAD_PORT"), ConfigSource::fallback);
}

TEST(Config, FlagsBeatEnvironmentBeatsFile) {
    const std::string file = "FAIRLEAD_PORT=1\nFAIRLEAD_LOG=debug\nFAIRLEAD_TIMEOUT=5s\n";
    const auto config = load({.flags = {{"FAIRLEAD_PORT", "3"}},
                              .environment = {{"FAIRLEAD_PORT", "2"},
                                              {"FAIRLEAD_TIMEOUT", "6s"},
                                              {"FAIRLEAD_LOG", ""},
                                              {"PATH", "/bin"}},
                              .file = file});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->integer("FAIRLEAD_PORT"), 3);
    EXPECT_EQ(config->source("FAIRLEAD_PORT"), ConfigSource::flag);
    EXPECT_EQ(config->duration("FAIRLEAD_TIMEOUT"), 6s);
    EXPECT_EQ(config->text("FAIRLEAD_LOG"), "debug");
    EXPECT_FALSE(config->is_set("PATH"));
}

TEST(Config, EveryFaultInOneGo) {
    EXPECT_EQ(
        faults_of({.flags = {{"FAIRLEAD_SANDBOX", "maybe"}},
                   .environment = {{"FAIRLEAD_PORT", "abc"},
                                   {"FAIRLEAD_TIMEOUT", "2h"},
                                   {"FAIRLEAD_PROT", "1"},
                                   {"FAIRLEAD_QQQQQQQQQQQQQQQQQQQQ", "1"},
                                   {"TOKEN_ENCRYPTION_KEY", "geheim!"}},
                   .file = "nonsense\nFAIRLEAD_LOG=loud\nFRONTEND_BASE_URL=ftp://x\n"}),
        "line 1: expected NAME=value (file)\n"
        "FAIRLEAD_PROT: is not a variable of ours; did you mean FAIRLEAD_PORT? (environment)\n"
        "FAIRLEAD_QQQQQQQQQQQQQQQQQQQQ: is not a variable of ours (environment)\n"
        "FAIRLEAD_LOG: expected one of debug, info, found \"loud\" (file)\n"
        "FAIRLEAD_PORT: expected a whole number from 0 to 65535, found \"abc\" (environment)\n"
        "FAIRLEAD_SANDBOX: expected true or false, found \"maybe\" (flag)\n"
        "FAIRLEAD_TIMEOUT: expected a duration such as 500ms, 30s, 5m or 12h from 1s to 1h, found "
        "\"2h\" (environment)\n"
        "FRONTEND_BASE_URL: expected a URL that begins with https:// or http://, found "
        "\"ftp://x\" (file)\n"
        "TOKEN_ENCRYPTION_KEY: expected a secret, at least 8 characters, found 7 characters "
        "(environment)");
}

TEST(Config, FaultsPointAtTheirVariable) {
    const auto config = load({.environment = {{"FAIRLEAD_PORT", "65536"}}});
    ASSERT_EQ(config.error().faults.size(), 1u);
    EXPECT_EQ(config.error().code, Errc::invalid);
    EXPECT_EQ(config.error().faults[0].pointer, "FAIRLEAD_PORT");
}

TEST(Config, RequiredKeys) {
    const std::vector<ConfigKey> keys{
        {.name = "FAIRLEAD_KEY", .type = ConfigType::secret, .required = true}};
    EXPECT_EQ(Config::load(keys, {}).error().message,
              "FAIRLEAD_KEY: must be set: expected a secret");
    EXPECT_FALSE(Config::load(keys, {.environment = {{"FAIRLEAD_KEY", ""}}}));
    EXPECT_TRUE(Config::load(keys, {.environment = {{"FAIRLEAD_KEY", "x"}}}));
}

TEST(Config, SecretsAreSecret) {
    const auto config = load({.environment = {{"TOKEN_ENCRYPTION_KEY", "geheimnis"}}});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->secret("TOKEN_ENCRYPTION_KEY")->expose(), "geheimnis");
}

TEST(Config, OlderSpellings) {
    const auto config = load({.environment = {{"OAUTH_ENCRYPTION_KEY", "geheimnis"},
                                              {"TIKTOK_CLIENT_KEY", "tk"},
                                              {"INSTAGRAM_APP_ID", "ig"}},
                              .file = "TOKEN_ENCRYPTION_KEY=geheimnis\n"});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->secret("TOKEN_ENCRYPTION_KEY")->expose(), "geheimnis");
    EXPECT_EQ(config->text("TIKTOK_CLIENT_ID"), "tk");
    EXPECT_EQ(config->text("INSTAGRAM_CLIENT_ID"), "ig");
    EXPECT_EQ(config->warnings(),
              (std::vector<std::string>{
                  "INSTAGRAM_APP_ID is an older spelling of INSTAGRAM_CLIENT_ID (environment)",
                  "TIKTOK_CLIENT_KEY is an older spelling of TIKTOK_CLIENT_ID (environment)",
                  "OAUTH_ENCRYPTION_KEY is an older spelling of TOKEN_ENCRYPTION_KEY "
                  "(environment)"}));
}

TEST(Config, TwoSpellingsWithTwoValuesAreRefused) {
    EXPECT_EQ(faults_of({.environment = {{"OAUTH_ENCRYPTION_KEY", "geheimnis1"}},
                         .file = "TOKEN_ENCRYPTION_KEY=geheimnis2\n"}),
              "TOKEN_ENCRYPTION_KEY: is set to different values by TOKEN_ENCRYPTION_KEY (file) and "
              "OAUTH_ENCRYPTION_KEY (environment); set only TOKEN_ENCRYPTION_KEY");
}

TEST(Config, StarsStandForAnything) {
    const auto config = load({.environment = {{"HUBSPOT_CLIENT_ID", "h"},
                                              {"GOOGLE_DRIVE_CLIENT_ID", "g"},
                                              {"HUBSPOT_CLIENT_SECRET", "s"},
                                              {"_CLIENT_ID", "x"}}});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->parts("*_CLIENT_ID"), (std::vector<std::string>{"GOOGLE_DRIVE", "HUBSPOT"}));
    EXPECT_EQ(config->text("GOOGLE_DRIVE_CLIENT_ID"), "g");
    EXPECT_EQ(config->secret("HUBSPOT_CLIENT_SECRET")->expose(), "s");
    EXPECT_FALSE(config->is_set("_CLIENT_ID"));
}

TEST(Config, UnknownFlagsAreFaultsUnknownEnvironmentIsNot) {
    EXPECT_TRUE(load({.environment = {{"HOME", "/root"}}, .file = "POSTGRES_PASSWORD=x\n"}));
    EXPECT_EQ(faults_of({.flags = {{"PROT", "1"}}}), "PROT: is not a variable of ours (flag)");
}

TEST(ConfigValues, Quantities) {
    const auto timeout = [](const char* text) -> std::int64_t {
        const std::vector<ConfigKey> keys{{.name = "T", .type = ConfigType::duration}};
        const auto config = Config::load(keys, {.flags = {{"T", text}}});
        return config ? config->duration("T").count() : -1;
    };
    EXPECT_EQ(timeout("250ms"), 250);
    EXPECT_EQ(timeout("90 S"), 90000);
    EXPECT_EQ(timeout("7d"), 604800000);
    EXPECT_EQ(timeout("0s"), 0);
    for (const char* bad : {"5", "s", "-1s", "1.5s", "1w", "1s2", "99999999999999d"}) {
        EXPECT_EQ(timeout(bad), -1) << bad;
    }
    const auto size = [](const char* text) -> std::int64_t {
        const std::vector<ConfigKey> keys{{.name = "S", .type = ConfigType::bytes}};
        const auto config = Config::load(keys, {.flags = {{"S", text}}});
        return config ? static_cast<std::int64_t>(config->bytes("S")) : -1;
    };
    EXPECT_EQ(size("512"), 512);
    EXPECT_EQ(size("64KiB"), 65536);
    EXPECT_EQ(size("10MB"), 10000000);
    EXPECT_EQ(size("2 gib"), 2LL << 30);
    for (const char* bad : {"MB", "1Q", "-1", "9999999999TiB"}) EXPECT_EQ(size(bad), -1) << bad;
}

TEST(ConfigValues, Urls) {
    const auto taken = [](const char* text) {
        const std::vector<ConfigKey> keys{{.name = "U", .type = ConfigType::url}};
        return Config::load(keys, {.flags = {{"U", text}}}).has_value();
    };
    EXPECT_TRUE(taken("https://example.com"));
    EXPECT_TRUE(taken("HTTP://localhost:3000/base?x=y"));
    for (const char* bad :
         {"example.com", "https://", "https:///x", "https://:80", "ftp://x", "https://u:p@x",
          "https://x#f", "https://x y", "https://x\\y", "javascript://x"}) {
        EXPECT_FALSE(taken(bad)) << bad;
    }
}

TEST(ConfigFile, Syntax) {
    const auto file = parse_config_file(
        "\xef\xbb\xbf# comment\n\nA=1\r\n export B = two words # note\nC='lit \\n #'  # x\n"
        "D=\"q \\\"\\n\\\\ \"\nE=\nF=a#b\nG=x=y\nH=#c");
    EXPECT_TRUE(file.faults.empty());
    EXPECT_EQ(file.pairs, (ConfigPairs{{"A", "1"},
                                       {"B", "two words"},
                                       {"C", "lit \\n #"},
                                       {"D", "q \"\n\\ "},
                                       {"E", ""},
                                       {"F", "a#b"},
                                       {"G", "x=y"},
                                       {"H", ""}}));
}

TEST(ConfigFile, Faults) {
    const auto file = parse_config_file("A\n1A=x\nB C=x\nD=\"open\nE='a' b\nF=1\nF=2\n=x\n");
    std::string lines;
    for (const Fault& fault : file.faults) lines += fault.pointer + ": " + fault.message + "\n";
    EXPECT_EQ(lines,
              "line 1: expected NAME=value (file)\n"
              "line 2: expected NAME=value (file)\n"
              "line 3: expected NAME=value (file)\n"
              "line 4: the closing quote is missing (file)\n"
              "line 5: something follows the closing quote (file)\n"
              "line 7: F stands in line 6 already (file)\n"
              "line 8: expected NAME=value (file)\n");
}

RC_GTEST_PROP(ConfigProperty, FilesBearAnything, ()) {
    const auto letters =
        rc::gen::container<std::string>(rc::gen::elementOf(std::string{"AB1_ =#'\"\\n\n\r\t\xff"}));
    const ConfigFile file = parse_config_file(*letters);
    for (const auto& [name, value] : file.pairs) RC_ASSERT(!name.empty());
    for (const Fault& fault : file.faults) RC_ASSERT(fault.pointer.starts_with("line "));
}

RC_GTEST_PROP(ConfigProperty, SampleValuesReadBack, ()) {
    const auto letters =
        rc::gen::container<std::string>(rc::gen::elementOf(std::string{"ab =#'\"\\n\n\t$"}));
    const std::string value = *rc::gen::suchThat(letters, [](const auto& v) { return !v.empty(); });
    const std::vector<ConfigKey> keys{{.name = "FAIRLEAD_X", .fallback = value, .help = "x"}};
    const std::string sample = render_config_sample(keys);
    const auto at = sample.find("#FAIRLEAD_X=");
    const ConfigFile file = parse_config_file(sample.substr(at + 1));
    RC_ASSERT(file.pairs == (ConfigPairs{{"FAIRLEAD_X", value}}));
}

TEST(ConfigSample, SaysEverythingAndReadsBack) {
    const auto keys = declared();
    const std::string sample = render_config_sample(keys);
    EXPECT_NE(
        sample.find("## Server\n\n# Where the server listens.\n"
                    "# A whole number from 0 to 65535. Default: 8080.\n#FAIRLEAD_PORT=8080\n"),
        std::string::npos)
        << sample;
    EXPECT_NE(sample.find("# Older spelling, still read: OAUTH_ENCRYPTION_KEY.\n"
                          "#TOKEN_ENCRYPTION_KEY=\n"),
              std::string::npos);
    EXPECT_NE(sample.find("#<P>_CLIENT_ID=\n"), std::string::npos);

    // As shipped it sets nothing; with every fixed line made active it sets the defaults.
    EXPECT_TRUE(parse_config_file(sample).pairs.empty());
    const std::string active = replace_all(sample, "\n#FAIRLEAD", "\nFAIRLEAD");
    const auto config = Config::load(keys, {.file = active});
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->source("FAIRLEAD_PORT"), ConfigSource::file);
    EXPECT_EQ(config->text("FAIRLEAD_MOTTO"), "it's \"a\" # b\\c");
}

TEST(ConfigSample, ReferenceIsATable) {
    const std::string reference = render_config_reference(declared());
    EXPECT_NE(reference.find("| `FAIRLEAD_PORT` | a whole number from 0 to 65535 | `8080` | "
                             "Where the server listens. |\n"),
              std::string::npos)
        << reference;
    EXPECT_EQ(reference.find("`OAUTH_ENCRYPTION_KEY` |"), std::string::npos);
}

TEST(ConfigEnvironment, SecretsAreWiped) {
    ASSERT_EQ(::setenv("OAUTH_ENCRYPTION_KEY", "geheimnis", 1), 0);
    ASSERT_EQ(::setenv("TIKTOK_CLIENT_SECRET", "geheimnis", 1), 0);
    ASSERT_EQ(::setenv("TIKTOK_CLIENT_ID", "kept", 1), 0);
    const char* const in_place = std::getenv("OAUTH_ENCRYPTION_KEY");
    const auto before = process_environment();
    EXPECT_NE(std::ranges::find(
                  before, std::pair<std::string, std::string>{"TIKTOK_CLIENT_SECRET", "geheimnis"}),
              before.end());
    const auto keys = declared();
    wipe_secret_environment(keys);
    EXPECT_EQ(*in_place, '\0');
    EXPECT_EQ(std::getenv("OAUTH_ENCRYPTION_KEY"), nullptr);
    EXPECT_EQ(std::getenv("TIKTOK_CLIENT_SECRET"), nullptr);
    EXPECT_STREQ(std::getenv("TIKTOK_CLIENT_ID"), "kept");
    ::unsetenv("TIKTOK_CLIENT_ID");
}

}  // namespace
}  // namespace fairlead
