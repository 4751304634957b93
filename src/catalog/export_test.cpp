// SPDX-License-Identifier: Apache-2.0
#include "base/temporary_directory.h"
#include "catalog/shipped_catalog.h"

#include <gmock/gmock.h>

#include <fstream>

namespace fairlead::catalog {
namespace {

std::unique_ptr<Catalog> with_files(const std::string& directory) {
    CatalogOptions options;
    options.builtin = builtin_providers();
    options.user_directory = directory;
    options.server["sandbox"] = "https://localhost:9443";
    auto catalog = Catalog::create(std::move(options));
    if (!catalog) ADD_FAILURE() << catalog.error().message;
    return catalog ? *std::move(catalog) : nullptr;
}

void write(const TemporaryDirectory& directory, const std::string& id, const std::string& text) {
    std::ofstream{directory.file(id + ".yaml")} << text;
}

/// Every variant and method, as flows get them.
void expect_same(const Catalog& one, const Catalog& other, const ProviderSummary& summary) {
    auto variants = summary.variants;
    variants.emplace_back();
    for (const auto& variant : variants) {
        for (const auto& method : summary.methods) {
            const auto a = one.find(summary.id, variant, method.id);
            const auto b = other.find(summary.id, variant, method.id);
            ASSERT_TRUE(a) << summary.id << ": " << a.error().message;
            ASSERT_TRUE(b) << summary.id << ": " << b.error().message;
            EXPECT_EQ(**a, **b) << summary.id << " " << variant << " " << method.id;
        }
    }
}

TEST(Export, EveryShippedProviderComesBackAsItWas) {
    const auto before = shipped();
    const TemporaryDirectory directory;
    const auto providers = every_provider(*before);
    for (const auto& summary : providers) {
        const auto text = before->file_of(summary.id);
        ASSERT_TRUE(text) << summary.id << ": " << text.error().message;
        write(directory, summary.id, *text);
    }
    // Laid over themselves, and every one of them checked as `providers check` does.
    const auto after = with_files(directory.path());
    ASSERT_TRUE(after);
    ASSERT_EQ(every_provider(*after).size(), providers.size());
    for (const auto& summary : providers) expect_same(*before, *after, summary);
}

constexpr auto commented_parent = R"(# what we know of them
id: parent
name: Parent
groups: [crm]
vars: {region: {one_of: [com, eu], default: com}}
api: {base: 'https://api.parent.{region}'}
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: 'https://parent.com/authorize', scopes: [read]}
    token: {url: 'https://parent.com/token'}
  key: {kind: key, fields: {key: {secret: true}}, attach: [{header: X, value: '{cred.key}'}]}
whoami: {path: /me, id: /id}
variants: {test: {auth: {oauth: {token: {url: 'https://test.parent.com/token'}}}}}
)";

TEST(Export, AnOperatorsFileIsGivenBackAsItWasWritten) {
    const TemporaryDirectory directory;
    write(directory, "parent", commented_parent);
    EXPECT_EQ(*with_files(directory.path())->file_of("parent"), commented_parent);
}

TEST(Export, AChildOfAnotherFileStandsAlone) {
    const TemporaryDirectory directory;
    write(directory, "parent", commented_parent);
    write(directory, "child",
          "id: child\nname: Child\ngroups: [crm]\nlike: parent\nauth: {key: null}\n");
    const auto before = with_files(directory.path());
    const auto text = before->file_of("child");
    ASSERT_TRUE(text);
    EXPECT_THAT(*text, testing::Not(testing::HasSubstr("like:")));
    const TemporaryDirectory alone;
    write(alone, "child", *text);
    const auto after = with_files(alone.path());
    ASSERT_TRUE(after);
    expect_same(*before, *after, *before->summary("child"));
    EXPECT_FALSE(after->summary("parent"));
}

TEST(Export, ThereIsNoFileOfNobody) {
    EXPECT_EQ(shipped()->file_of("nobody").error().code, Errc::not_found);
    EXPECT_EQ(shipped("")->file_of("acme").error().code, Errc::not_found) << "sandbox only";
}

}  // namespace
}  // namespace fairlead::catalog
