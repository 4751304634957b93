// SPDX-License-Identifier: Apache-2.0
#include "custom/custom_providers.h"

#include "base/temporary_directory.h"
#include "cache/memory_cache.h"
#include "storage/store_fixture.h"

#include <gmock/gmock.h>

#include <fstream>

namespace fairlead::custom {
namespace {

using storage::CustomProvider;
using testing::ElementsAre;
using testing::HasSubstr;
using Listed = CustomProviders::Listed;
using State = catalog::SourceReport::State;

std::string file(const std::string& id, const std::string& path = "token") {
    return "id: " + id + "\nname: Some\ngroups: [crm]\nauth:\n  oauth:\n    kind: oauth2_code\n" +
           "    authorize: {url: 'https://x.example/a'}\n    token: {url: 'https://x.example/" +
           path + "'}\n";
}

/// What one node has of its own; the database and the cache are everybody's.
struct Node {
    Node(storage::Database& database, Cache& cache, const Clock& clock, const std::string& files)
        : catalog(open(files)),
          sources({*catalog, database, cache, slow_work, log}, {}),
          providers(database, *catalog, sources, clock) {}

    static std::unique_ptr<catalog::LiveCatalog> open(const std::string& files) {
        catalog::CatalogOptions options;
        options.user_directory = files;
        return *catalog::LiveCatalog::create(std::move(options));
    }
    std::string token_url(const std::string& id) const {
        const auto spec = catalog->find(id, "", "");
        return spec ? (*spec)->method.token.url.front().text() : spec.error().message;
    }

    Mutex<std::vector<std::string>> lines;
    SystemClock time;
    Log log{time, LogLevel::info,
            [this](std::string_view line) { lines.lock()->emplace_back(line); }};
    WorkPool slow_work{1};
    std::unique_ptr<catalog::LiveCatalog> catalog;
    ProviderSources sources;
    CustomProviders providers;
};

class CustomProvidersTest : public storage::StoreTest {
protected:
    Result<CustomProvider> add(Draft draft, WorkspaceId workspace = default_workspace) {
        return db_.run<CustomProvider>([&] { return node_.providers.add(workspace, draft); });
    }
    Result<CustomProvider> replace(const std::string& id, Draft draft) {
        return db_.run<CustomProvider>(
            [&] { return node_.providers.replace(default_workspace, id, draft); });
    }
    Result<void> erase(const std::string& id,
                       CustomProviders::Force force = CustomProviders::Force::no) {
        return db_.run<void>([&] { return node_.providers.erase(default_workspace, id, force); });
    }
    std::vector<Listed> list() {
        return must<std::vector<Listed>>([&] { return node_.providers.list(default_workspace); });
    }
    Result<void> reload() {
        return db_.run<void>([&] { return node_.sources.reload(); });
    }
    void write(const std::string& name, const std::string& text) {
        std::ofstream{files_.file(name)} << text;
    }
    std::string fault(const Result<CustomProvider>& refused) {
        if (refused) return "it was taken";
        std::string told;
        for (const auto& each : refused.error().faults) {
            told += each.pointer + " " + each.message + "\n";
        }
        return told.empty() ? refused.error().message : told;
    }

    cache::MemoryCache cache_{clock_};
    TemporaryDirectory files_;
    Node node_{*db_, cache_, clock_, files_.path()};
};

TEST_F(CustomProvidersTest, OneIsAddedChangedAndTakenAwayWithoutARestart) {
    const auto added = add(file("custom-a"));
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_EQ(added->text, file("custom-a"));
    EXPECT_EQ(node_.token_url("custom-a"), "https://x.example/token");
    EXPECT_EQ(node_.catalog->summary("custom-a")->owner, owner_text(default_workspace));
    ASSERT_TRUE(replace("custom-a", file("custom-a", "two")));
    EXPECT_EQ(node_.token_url("custom-a"), "https://x.example/two");
    ASSERT_TRUE(erase("custom-a"));
    EXPECT_EQ(node_.token_url("custom-a"), "there is no provider 'custom-a'");
    EXPECT_EQ(erase("custom-a").error().code, Errc::not_found);
}

TEST_F(CustomProvidersTest, TheSmallFormWillDo) {
    SmallForm form;
    form.name = "My CRM";
    form.authorize_url = "https://my.example/a";
    form.token_url = "https://my.example/t";
    ASSERT_TRUE(add(form));
    EXPECT_EQ(node_.token_url("custom-my-crm"), "https://my.example/t");
    form.token_url = "http://my.example/t";
    EXPECT_THAT(fault(replace("custom-my-crm", form)),
                HasSubstr("/tokenUrl expected an https URL"));
    form.token_url = "https://my.example/u";
    form.name = "Renamed";
    ASSERT_TRUE(replace("custom-my-crm", form)) << "the id stays";
    EXPECT_EQ(node_.catalog->summary("custom-my-crm")->name, "Renamed");
}

TEST_F(CustomProvidersTest, EveryFaultIsToldAsTheCheckTellsIt) {
    EXPECT_EQ(fault(add("id: custom-a\nnmae: x\nauth: 5\n")),
              "/file custom-a.yaml:2: nmae: unknown key; did you mean 'name'?\n"
              "/file custom-a.yaml:3: auth: expected a map of methods, found the number 5\n");
    EXPECT_THAT(fault(add("a: [")), HasSubstr("/file provider.yaml:1: column"));
    EXPECT_THAT(fault(add("name: x\n")), HasSubstr("/file provider.yaml"));
    EXPECT_THAT(list(), testing::IsEmpty());
}

TEST_F(CustomProvidersTest, NoneTakesTheIdOfAnother) {
    for (const char* id : {"hubspot", "custom-", "custom-A", "my-crm", "Custom-a"}) {
        EXPECT_THAT(fault(add(file(id))), HasSubstr("custom- and then a-z, 0-9 or -")) << id;
    }
    ASSERT_TRUE(add(file("custom-a")));
    EXPECT_EQ(add(file("custom-a", "two")).error().code, Errc::conflict);
    EXPECT_THAT(fault(replace("custom-a", file("custom-b"))),
                HasSubstr("expected the id to stay \"custom-a\""));
    write("custom-f.yaml", file("custom-f"));
    ASSERT_TRUE(reload());
    EXPECT_EQ(add(file("custom-f")).error().code, Errc::conflict);
    EXPECT_EQ(replace("custom-f", file("custom-f")).error().code, Errc::not_found) << "a file's";
}

TEST_F(CustomProvidersTest, AnotherWorkspacesIsNobody) {
    ASSERT_TRUE(
        db_.as_owner({"INSERT INTO workspaces VALUES (x'09000000000000000000000000000000', "
                      "'other', 0)",
                      "INSERT INTO workspaces VALUES "
                      "('09000000-0000-0000-0000-000000000000', 'other', now())"}));
    const WorkspaceId other{Uuid{{9}}};
    ASSERT_TRUE(add(file("custom-a"), other));
    EXPECT_EQ(add(file("custom-a")).error().code, Errc::conflict) << "one catalogue, one id";
    EXPECT_EQ(replace("custom-a", file("custom-a")).error().code, Errc::not_found);
    EXPECT_EQ(erase("custom-a").error().code, Errc::not_found);
    EXPECT_THAT(list(), testing::IsEmpty());
    EXPECT_THAT(fault(add("id: custom-b\nname: B\ngroups: [crm]\nlike: custom-a\n")),
                HasSubstr("like: there is no provider 'custom-a'"));
}

TEST_F(CustomProvidersTest, OneThatAccountsAreConnectedThroughIsKeptUnlessForced) {
    ASSERT_TRUE(add(file("custom-a")));
    acme_ = add_integration("custom-a");
    add_connection();
    add_connection();
    auto unused = add_integration("second");
    unused.provider = "custom-a";
    storage::IntegrationStore integrations{*db_};
    must<Integration>([&] { return integrations.put(unused); });
    const auto refused = erase("custom-a");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_THAT(refused.error().message, HasSubstr("2 accounts are connected"));
    ASSERT_EQ(list().size(), 1U);
    EXPECT_EQ(list()[0].connections, 2);
    ASSERT_TRUE(erase("custom-a", CustomProviders::Force::yes));
    const auto left = list();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].source, Listed::Source::gone);
    EXPECT_EQ(left[0].connections, 2);
    const auto kept =
        must<std::vector<Integration>>([&] { return integrations.list(default_workspace); });
    ASSERT_EQ(kept.size(), 1U) << "the one that connections refer to";
    EXPECT_EQ(kept[0].key, "custom-a");
}

TEST_F(CustomProvidersTest, OneThatOthersAreBuiltOnIsKept) {
    ASSERT_TRUE(add(file("custom-a")));
    ASSERT_TRUE(add("id: custom-b\nname: B\ngroups: [crm]\nlike: custom-a\n"));
    EXPECT_THAT(erase("custom-a", CustomProviders::Force::yes).error().message,
                HasSubstr("built on this one: custom-b"));
    EXPECT_THAT(
        fault(replace("custom-a", "id: custom-a\nname: A\ngroups: [crm]\nlike: custom-b\n")),
        HasSubstr("goes in a circle"));
    ASSERT_TRUE(erase("custom-b"));
    ASSERT_TRUE(erase("custom-a"));
}

TEST_F(CustomProvidersTest, AnotherNodeLearnsOfIt) {
    Node other{*db_, cache_, clock_, ""};
    TaskScope scope{[](std::string_view, const Error& error) { ADD_FAILURE() << error.message; }};
    scope.spawn(db_.loop(), "watch", [&] { return other.sources.run(); });
    ASSERT_TRUE(add(file("custom-a")));
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (!other.catalog->summary("custom-a") && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_EQ(other.token_url("custom-a"), "https://x.example/token");
    scope.cancel();
    scope.join();
}

TEST_F(CustomProvidersTest, AFileIsNamedInTheLogOnceForEachFault) {
    write("good.yaml", file("good"));
    write("bad.yaml", "id: bad\nnmae: x\n");
    ASSERT_TRUE(reload());
    ASSERT_TRUE(reload());
    int told = 0;
    const auto all = *node_.lines.lock();
    for (const auto& line : all) {
        if (line.find("bad.yaml:2: nmae: unknown key") != std::string::npos) ++told;
    }
    EXPECT_EQ(told, 1);
    const auto listed = list();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].id, "bad");
    EXPECT_EQ(listed[0].report.state, State::left_out);
    EXPECT_EQ(listed[1].report.state, State::in_force);
    std::filesystem::remove(files_.file("bad.yaml"));
    ASSERT_TRUE(reload());
    EXPECT_EQ(list().size(), 1U);
}

TEST_F(CustomProvidersTest, AnAddedOneThatDoesNotFitAnyMoreIsLeftOutAndNamed) {
    write("parent.yaml", file("parent"));
    ASSERT_TRUE(reload());
    ASSERT_TRUE(add("id: custom-b\nname: B\ngroups: [crm]\nlike: parent\n"));
    // A node that starts once the file is gone.
    Node started{*db_, cache_, clock_, ""};
    ASSERT_TRUE(db_.run<void>([&] { return started.sources.reload(); }));
    const auto listed =
        must<std::vector<Listed>>([&] { return started.providers.list(default_workspace); });
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].report.state, State::left_out);
    EXPECT_THAT(texts_of(listed[0].report.faults), HasSubstr("there is no provider 'parent'"));
}

}  // namespace
}  // namespace fairlead::custom
