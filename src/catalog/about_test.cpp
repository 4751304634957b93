// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/builtin_providers.h"
#include "catalog/compiled.h"
#include "catalog/faults_fixture.h"
#include "catalog/node_reader.h"

#include <gtest/gtest.h>

namespace fairlead::catalog {
namespace {

constexpr auto file = R"(id: t
name: T
groups: [crm]
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: 'https://t.com/authorize'}
    token: {url: 'https://t.com/token'}
)";

constexpr auto words = R"(about:
  summary: Contacts, companies and deals
  benefits: [One list of customers, 'No copying: ever']
  reads: [Your contacts]
  writes: [New contacts]
  privacy: https://t.com/privacy
  settings_url: https://app.t.com/settings
scopes:
  - {id: contacts.read, says: See your contacts, required: true}
  - {id: 'https://t.com/auth/contacts', says: Change your contacts, access: write}
)";

Sources sources_of(const std::string& text) {
    Sources sources;
    sources.add_file("t", read_provider_file(text, "t", "t.yaml"));
    return sources;
}

About about_of(const std::string& text) {
    const auto outlined = outline_provider(sources_of(text), "t");
    if (!outlined) ADD_FAILURE() << outlined.error().message;
    return outlined ? outlined->summary.about : About{};
}

About expected() {
    return {.summary = "Contacts, companies and deals",
            .benefits = {"One list of customers", "No copying: ever"},
            .reads = {"Your contacts"},
            .writes = {"New contacts"},
            .privacy = "https://t.com/privacy",
            .settings_url = "https://app.t.com/settings",
            .scopes = {{"contacts.read", "See your contacts", ScopeAccess::read, true},
                       {"https://t.com/auth/contacts", "Change your contacts", ScopeAccess::write,
                        false}}};
}

TEST(About, IsReadFromAFile) {
    EXPECT_EQ(about_of(std::string{file} + words), expected());
    EXPECT_EQ(about_of(file), About{});
}

TEST(About, ComesThroughTheTableUnchanged) {
    CompiledEntry entry;
    entry.outlined.summary.id = "t";
    entry.outlined.summary.about = expected();
    const auto table = write_compiled({entry});
    const auto read = read_compiled(table);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->front().outlined.summary.about, expected());
}

TEST(About, IsAProvidersOwnAndItsScopesAreInherited) {
    auto sources = sources_of(std::string{file} + words);
    sources.add_file("u", read_provider_file("id: u\nname: U\ngroups: [crm]\nlike: t\n", "u", "u"));
    const auto child = outline_provider(sources, "u");
    ASSERT_TRUE(child);
    EXPECT_EQ(child->summary.about.summary, "");
    EXPECT_EQ(child->summary.about.scopes, expected().scopes);
}

TEST(About, DoesNotChangeWhatAFlowReliesOn) {
    const auto fingerprint = [](const std::string& text) {
        const auto layered = resolved(sources_of(text), "t", "", {});
        Faults faults;
        return read_provider(layered->root, "", LoopbackHttp::refused, faults).fingerprint;
    };
    EXPECT_EQ(fingerprint(file), fingerprint(std::string{file} + words));
}

TEST(About, EveryPresentedProviderSaysWhatItIsFor) {
    const auto entries = read_compiled(builtin_providers());
    ASSERT_TRUE(entries);
    int presented = 0;
    for (const auto& entry : *entries) {
        const auto& about = entry.outlined.summary.about;
        const auto& id = entry.outlined.summary.id;
        if (!entry.outlined.summary.is_presented()) continue;
        ++presented;
        EXPECT_FALSE(about.reads.empty()) << id;
        EXPECT_GE(about.benefits.size(), 2u) << id;
        // What a key may do is settled at the platform.
        const bool asks = entry.outlined.summary.methods.front().kind == AuthKind::oauth2_code;
        EXPECT_NE(about.scopes.empty(), asks) << id;
    }
    EXPECT_EQ(presented, 17);
}

struct FaultyAbout {
    const char* lines;
    const char* message;
};

class AboutTells : public testing::TestWithParam<FaultyAbout> {};

TEST_P(AboutTells, FileLineKeyAndWhatWasExpected) {
    EXPECT_EQ(faults_of(std::string{file} + GetParam().lines), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    About, AboutTells,
    testing::Values(
        FaultyAbout{"about: {summary: ''}",
                    "t.yaml:9: about.summary: expected one line of 1 to 160 characters"},
        FaultyAbout{"about: {summary: \"a\\nb\"}",
                    "t.yaml:9: about.summary: expected one line of 1 to 160 characters"},
        FaultyAbout{"about: {summary: 5}",
                    "t.yaml:9: about.summary: expected one line of 1 to 160 "
                    "characters, found the number 5"},
        FaultyAbout{"about: {reads: Contacts}",
                    "t.yaml:9: about.reads: expected a list of lines, found \"Contacts\""},
        FaultyAbout{"about: {benefits: []}",
                    "t.yaml:9: about.benefits: expected at least one entry, found an empty list"},
        FaultyAbout{"about: {privacy: 'http://t.com'}",
                    "t.yaml:9: about.privacy: expected an https URL, found \"http://t.com\""},
        FaultyAbout{"about: {settings_url: 'javascript:alert(1)'}",
                    "t.yaml:9: about.settings_url: expected an https URL, found "
                    "\"javascript:alert(1)\""},
        FaultyAbout{"about: {settings_url: 'https://{sub}.t.com'}",
                    "t.yaml:9: about.settings_url: expected an https URL, found "
                    "\"https://{sub}.t.com\""},
        FaultyAbout{"about: {sumary: S}",
                    "t.yaml:9: about.sumary: unknown key; did you mean 'summary'?"},
        FaultyAbout{"scopes: {id: a}",
                    "t.yaml:9: scopes: expected a list of scopes in words, found a "
                    "map"},
        FaultyAbout{"scopes: [{says: A}]",
                    "t.yaml:9: scopes.0: expected id, the scope as the platform names it"},
        FaultyAbout{"scopes: [{id: a}]", "t.yaml:9: scopes.0: expected says, the scope in words"},
        FaultyAbout{"scopes: [{id: a b, says: A}]",
                    "t.yaml:9: scopes.0.id: expected a scope without blanks, found \"a b\""},
        FaultyAbout{"scopes: [{id: a, says: A, access: all}]",
                    "t.yaml:9: scopes.0.access: expected one of read, write, found \"all\""},
        FaultyAbout{"scopes: [{id: a, says: A}, {id: a, says: B}]",
                    "t.yaml:9: scopes.1.id: 'a' stands here a second time"}));

}  // namespace
}  // namespace fairlead::catalog
