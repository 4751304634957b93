// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/compiled.h"
#include "catalog/pretty_json.h"
#include "catalog/provider_files.h"
#include "catalog/provider_index.h"
#include "catalog/shape.h"
#include "catalog/shipped_catalog.h"
#include "catalog/user_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace fairlead::catalog {
namespace {

const std::string source_directory = FAIRLEAD_SOURCE_DIR;

std::string text_of_file(const std::string& path) {
    std::ifstream stream{path};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

TEST(ShippedFiles, TheEditorsSchemaIsToday) {
    EXPECT_EQ(text_of_file(source_directory + "/providers/schema.json"),
              pretty_json(provider_json_schema()))
        << "run provider_compiler --schema providers/schema.json";
}

TEST(ShippedFiles, TheListOfProvidersIsTodays) {
    EXPECT_EQ(text_of_file(source_directory + "/docs/providers/README.md"),
              provider_index(*shipped()))
        << "run provider_compiler --index <the build's providers.table> docs/providers/README.md";
}

TEST(ShippedFiles, EveryProviderIsInTheTable) {
    const auto files = load_provider_files(source_directory + "/providers");
    ASSERT_TRUE(files);
    const auto entries = read_compiled(builtin_providers());
    ASSERT_TRUE(entries) << entries.error().message;
    ASSERT_EQ(entries->size(), files->size());
    for (std::size_t i = 0; i < files->size(); ++i) {
        EXPECT_EQ((*entries)[i].outlined.summary.id, (*files)[i].id);
        EXPECT_TRUE(parse_json((*entries)[i].text, {.bytes = 4 << 20, .depth = 40}));
    }
}

TEST(ShippedFiles, NoneHasAnIdThatIsKeptForWhatIsAdded) {
    for (const auto& summary : every_provider(*shipped())) {
        EXPECT_FALSE(summary.id.starts_with(added_prefix)) << summary.id;
    }
}

TEST(ShippedFiles, AnInstagramTokenIsRenewedOnceItIsADayOld) {
    const auto catalog = shipped();
    const auto spec = *catalog->find("instagram", "", "");
    EXPECT_EQ(spec->method.refresh.by, RefreshBy::access_token);
    EXPECT_EQ(spec->method.refresh.min_age, Seconds{86400});
    EXPECT_EQ((*catalog->find("hubspot", "", ""))->method.refresh.min_age, Seconds{0});
}

TEST(ShippedFiles, EveryScopeThatIsAskedForIsToldInWords) {
    const auto catalog = shipped();
    for (const auto& summary : every_provider(*catalog)) {
        if (!summary.is_presented()) continue;
        const auto spec = *catalog->find(summary.id, "", "");
        if (spec->method.kind != AuthKind::oauth2_code) continue;
        EXPECT_FALSE(spec->method.authorize.scopes.empty()) << summary.id;
        for (const auto& scope : spec->method.authorize.scopes) {
            EXPECT_TRUE(std::ranges::any_of(summary.about.scopes,
                                            [&](const auto& words) { return words.id == scope; }))
                << summary.id << " " << scope;
        }
    }
}

TEST(ShippedFiles, EveryPlatformHasAGuideThatSaysWhatIsNotVerified) {
    const auto catalog = shipped();
    int guides = 0;
    for (const auto& file : every_provider(*catalog)) {
        if (!file.is_presented() || file.id == "acme") continue;  // acme: the sandbox's own
        ++guides;
        const auto guide = text_of_file(source_directory + "/docs/providers/" + file.id + ".md");
        EXPECT_NE(guide.find("\n## Not verified\n"), std::string::npos) << file.id;
        const bool is_registered = file.methods.front().kind == AuthKind::oauth2_code;
        const auto named = is_registered ? "/api/integrations/callback/" + file.id
                                         : "ENABLE_" + to_upper(file.id) + "_INTEGRATION=true";
        EXPECT_NE(guide.find(named), std::string::npos) << file.id;
        for (const char* part :
             {"\n## What is stored\n", "\n## What can be read\n", "\n## Disconnecting\n",
              "\n## Limits\n", "\n## Try it without an account\n", "\n## When it does not work\n",
              "\n## Sources\n"}) {
            EXPECT_NE(guide.find(part), std::string::npos) << file.id << " lacks " << part;
        }
        const auto plain = to_lower(guide);
        for (const char* word : {"develop", "production", "enable_"})
            EXPECT_NE(plain.find(word), std::string::npos) << file.id << " lacks " << word;
    }
    EXPECT_EQ(guides, 16);
}

TEST(ShippedFiles, ABrokenTableIsAnErrorNotACrash) {
    const std::string table{builtin_providers()};
    for (std::size_t size = 1; size < table.size(); size += 1 + size / 200) {
        const auto cut = read_compiled(std::string_view{table}.substr(0, size));
        EXPECT_FALSE(cut) << size;
    }
}

TEST(ShippedFiles, TheTestsOpenIdProviderLoadsOverLoopbackHttpAndHttps) {
    const auto source = text_of_file(source_directory + "/tests/providers/oidc-provider.yaml.in");
    for (const auto* issuer : {"https://localhost:4000", "http://127.0.0.1:4000/op"}) {
        auto document =
            read_provider_file(replace_all(source, "@ISSUER@", issuer), "oidc-provider", "f");
        for (const auto& fault : document.faults) ADD_FAILURE() << fault.text();
        Sources sources;
        sources.add_file("oidc-provider", std::move(document));
        for (const auto& fault : examine(sources, "oidc-provider", {}, LoopbackHttp::allowed)) {
            ADD_FAILURE() << fault.text();
        }
    }
}

TEST(ShippedFiles, TheGuidesSmallestProviderLoads) {
    const auto guide = text_of_file(source_directory + "/docs/writing-a-provider.md");
    const auto begin = guide.find("schema: 1\n");
    ASSERT_NE(begin, std::string::npos);
    const auto text = guide.substr(begin, guide.find("```", begin) - begin);
    auto document = read_provider_file(text, "my-crm", "guide");
    for (const auto& fault : document.faults) ADD_FAILURE() << fault.text();
    Sources sources;
    sources.add_file("my-crm", std::move(document));
    for (const auto& fault : examine(sources, "my-crm", {}, LoopbackHttp::refused)) {
        ADD_FAILURE() << fault.text();
    }
}

}  // namespace
}  // namespace fairlead::catalog
