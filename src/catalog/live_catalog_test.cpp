// SPDX-License-Identifier: Apache-2.0
#include "catalog/live_catalog.h"

#include "base/temporary_directory.h"
#include "catalog/builtin_providers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace fairlead::catalog {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string provider(const std::string& id, const std::string& path) {
    return "id: " + id + "\nname: Some\ngroups: [crm]\nauth:\n  oauth:\n    kind: oauth2_code\n" +
           "    authorize: {url: 'https://x.example/a'}\n    token: {url: 'https://x.example/" +
           path + "'}\n";
}

class LiveCatalogTest : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text) {
        std::ofstream{directory_.file(name)} << text;
    }
    std::unique_ptr<LiveCatalog> open() {
        CatalogOptions options;
        options.builtin = builtin_providers();
        options.user_directory = directory_.path();
        auto made = LiveCatalog::create(std::move(options));
        if (!made) ADD_FAILURE() << made.error().message;
        return made ? *std::move(made) : nullptr;
    }
    static std::string token_url(const Catalog& catalog, const std::string& id) {
        const auto spec = catalog.find(id, "", "");
        return spec ? (*spec)->method.token.url.front().text() : spec.error().message;
    }

    TemporaryDirectory directory_;
};

TEST_F(LiveCatalogTest, AChangedANewAndARemovedFileTakeEffect) {
    write("a.yaml", provider("a", "one"));
    write("gone.yaml", provider("gone", "one"));
    const auto catalog = open();
    const auto held = *catalog->find("a", "", "");
    write("a.yaml", provider("a", "two"));
    write("b.yaml", provider("b", "one"));
    std::filesystem::remove(directory_.file("gone.yaml"));
    EXPECT_EQ(token_url(*catalog, "a"), "https://x.example/one") << "nobody said to look again";
    ASSERT_TRUE(catalog->reload());
    EXPECT_EQ(token_url(*catalog, "a"), "https://x.example/two");
    EXPECT_EQ(token_url(*catalog, "b"), "https://x.example/one");
    EXPECT_EQ(token_url(*catalog, "gone"), "there is no provider 'gone'");
    EXPECT_EQ(held->method.token.url.front().text(), "https://x.example/one")
        << "what somebody works by does not change";
}

TEST_F(LiveCatalogTest, ABadFileDoesNotKeepTheServerFromStarting) {
    write("bad.yaml", "id: bad\n");
    write("hubspot.yaml", "id: hubspot\nauth: {oauth: {token: {url: 'http://x.example'}}}\n");
    write("good.yaml", provider("good", "one"));
    const auto catalog = open();
    ASSERT_TRUE(catalog);
    EXPECT_EQ(token_url(*catalog, "good"), "https://x.example/one");
    EXPECT_THAT(token_url(*catalog, "hubspot"), HasSubstr("hubapi.com")) << "as it is shipped";
    const auto reports = catalog->reports();
    ASSERT_EQ(reports.size(), 3u);
    EXPECT_EQ(reports[0].state, SourceReport::State::left_out);
    EXPECT_THAT(texts_of(reports[0].faults),
                HasSubstr(directory_.file("bad.yaml") + ":1: expected name"));
    EXPECT_EQ(reports[1].state, SourceReport::State::in_force);
    EXPECT_THAT(texts_of(reports[2].faults), HasSubstr("hubspot.yaml:2: auth.oauth.token.url"));
}

TEST_F(LiveCatalogTest, ADirectoryThatIsGoneChangesNothing) {
    write("a.yaml", provider("a", "one"));
    const auto catalog = open();
    std::filesystem::rename(directory_.path(), directory_.path() + "-away");
    const auto reloaded = catalog->reload();
    std::filesystem::rename(directory_.path() + "-away", directory_.path());
    ASSERT_FALSE(reloaded);
    EXPECT_THAT(reloaded.error().message, HasSubstr("not a directory that can be read"));
    EXPECT_EQ(token_url(*catalog, "a"), "https://x.example/one");
}

TEST_F(LiveCatalogTest, WhatIsAddedStandsBesideTheFilesAndIsItsOwnersToList) {
    const auto catalog = open();
    ASSERT_TRUE(
        catalog->set_added({{"custom-a", "custom-a", provider("custom-a", "one"), "alice"}}));
    EXPECT_EQ(token_url(*catalog, "custom-a"), "https://x.example/one");
    EXPECT_EQ(catalog->summary("custom-a")->owner, "alice");
    ProviderQuery query;
    query.text = "custom-a";
    EXPECT_THAT(catalog->list(query).items, IsEmpty());
    query.owners = {"bob"};
    EXPECT_THAT(catalog->list(query).items, IsEmpty());
    query.owners = {"bob", "alice"};
    EXPECT_EQ(catalog->list(query).items.size(), 1u);
    ASSERT_TRUE(catalog->reload()) << "files alone are read again";
    EXPECT_EQ(token_url(*catalog, "custom-a"), "https://x.example/one");
    ASSERT_TRUE(catalog->set_added({}));
    EXPECT_FALSE(catalog->summary("custom-a"));
}

TEST_F(LiveCatalogTest, IsAskedWhileItChanges) {
    write("a.yaml", provider("a", "one"));
    const auto catalog = open();
    std::atomic<bool> is_over{false};
    std::thread reader{[&] {
        while (!is_over) {
            const auto url = token_url(*catalog, "a");
            if (url != "https://x.example/one" && url != "https://x.example/two") {
                ADD_FAILURE() << url;
                return;
            }
        }
    }};
    for (int round = 0; round < 20; ++round) {
        // As editors and deployments do: a whole file takes the former's place.
        write(".next", provider("a", round % 2 == 0 ? "two" : "one"));
        std::filesystem::rename(directory_.file(".next"), directory_.file("a.yaml"));
        EXPECT_TRUE(catalog->reload());
    }
    is_over = true;
    reader.join();
    EXPECT_EQ(token_url(*catalog, "a"), "https://x.example/one");
}

}  // namespace
}  // namespace fairlead::catalog
