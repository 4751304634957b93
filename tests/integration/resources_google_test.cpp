// SPDX-License-Identifier: Apache-2.0
//
// Google's products but its calendar, read page by page from the sandbox and compared with what it
// holds: accounts and properties of Analytics, files of Drive, mail, the people of an organization.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iterator>

namespace fairlead::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* files = "google.files";
constexpr const char* messages = "google.messages";
constexpr const char* people = "google.people";
constexpr const char* accounts = "google.analytics_accounts";
constexpr const char* properties = "google.analytics_properties";

std::string text_in(const std::string& record, std::string_view pointer) {
    return scalar_text(find_pointer(must(parse_json(record)), pointer)).value_or("");
}

/// The properties of all accounts.
std::vector<std::string> all_properties(FetchWorld& world) {
    std::vector<std::string> all;
    for (const auto& account : world.held(accounts, world.account())) {
        const auto owner = world.account() + "/" + text_in(account, "/name");
        std::ranges::move(world.held(properties, owner), std::back_inserter(all));
    }
    return all;
}

/// A resource and the set that it shows, for any size of set and page.
void expect_same_for_any_size(FetchWorld& world, const std::string& resource, const char* set,
                              std::size_t most) {
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":1000000})");
    const auto id = world.connect();
    EXPECT_TRUE(rc::check([&] {
        const auto size = *rc::gen::inRange<std::size_t>(0, most);
        const auto page = *rc::gen::inRange(1, 30);
        world.resize(set, size);
        const auto fetched = world.fetch(id, resource, {{"page-size", std::to_string(page)}});
        RC_ASSERT(fetched.end == "complete");
        auto ours = normal(fetched.records);
        auto theirs = normal(world.held(set, world.account()));
        std::ranges::sort(ours);
        std::ranges::sort(theirs);
        RC_ASSERT(ours == theirs);
    }));
}

// --- Analytics -----------------------------------------------------------------------------------

TEST(AnalyticsResources, AreWhatTheSandboxHolds) {
    FetchWorld world{google_analytics_facts()};
    world.resize(accounts, 3);
    world.resize(properties, 230);
    const auto id = world.connect();
    expect_same(world.fetch(id, "accounts"), world.held(accounts, world.account()));
    const auto fetched = world.fetch(id, "properties");
    EXPECT_EQ(fetched.pages, 1 + 3 * 2);
    EXPECT_EQ(fetched.records.size(), 3u * 230u);
    expect_same(fetched, all_properties(world));
}

TEST(AnalyticsResources, AreWhatTheSandboxHoldsForAnySizeOfSetAndPage) {
    FetchWorld world{google_analytics_facts()};
    expect_same_for_any_size(world, "accounts", accounts, 60);
}

TEST(AnalyticsResources, AListWithoutRecordsIsLeftOutAndNoFault) {
    FetchWorld world{google_analytics_facts()};
    world.resize(properties, 0);
    const auto id = world.connect();
    expect_same(world.fetch(id, "properties"), {});
    world.resize(accounts, 0);
    expect_same(world.fetch(id, "accounts"), {});
    expect_same(world.fetch(id, "properties"), {});
}

TEST(AnalyticsResources, AreTheAccountsOwn) {
    FetchWorld world{google_analytics_facts()};
    const auto fetched = world.fetch(world.connect(1), "accounts");
    expect_same(fetched, world.held(accounts, world.account(1)));
    EXPECT_NE(normal(fetched.records), normal(world.held(accounts, world.account())));
}

TEST(AnalyticsResources, AQuotaThatIsUsedUpStopsAFetchThatGoesOnWhereItWas) {
    FetchWorld world{google_analytics_facts()};
    world.resize(accounts, 4);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":3})");
    const auto stopped = world.fetch(id, "properties");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.records.size(), 6u) << "of two accounts";
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":0})");
    expect_same(world.go_on(id, "properties", stopped), all_properties(world));
}

TEST(AnalyticsResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{google_analytics_facts()};
    const auto id = world.connect_with(
        R"(,"scopes":["openid","https://www.googleapis.com/auth/userinfo.email"])");
    const auto refused = world.fetch(id, "accounts");
    EXPECT_EQ(refused.end, "consent");
    EXPECT_THAT(refused.message, HasSubstr("analytics.readonly"));
}

// --- Drive ---------------------------------------------------------------------------------------

TEST(DriveResources, AreWhatTheSandboxHolds) {
    FetchWorld world{google_workspace_facts()};
    world.resize(files, 2300);
    const auto fetched = world.fetch(world.connect(), "files");
    EXPECT_EQ(fetched.pages, 3);
    expect_same(fetched, world.held(files, world.account()));
}

TEST(DriveResources, AreWhatTheSandboxHoldsForAnySizeOfSetAndPage) {
    FetchWorld world{google_workspace_facts()};
    expect_same_for_any_size(world, "files", files, 120);
}

TEST(DriveResources, TellWhatWasChangedSinceAMoment) {
    FetchWorld world{google_workspace_facts()};
    world.resize(files, 120);
    const auto id = world.connect();
    const auto all = world.fetch(id, "files");
    ASSERT_FALSE(all.since.empty()) << all.message;
    const std::vector changed{
        world.change(files, world.account(), R"(,"number":7,"own":{"name":"Renamed"})"),
        world.change(files, world.account(), R"(,"number":99,"own":{"trashed":true})"),
        world.change(files, world.account(), R"(,"own":{"name":"New"})")};
    const auto news = world.fetch(id, "files", {{"since", all.since}, {"page-size", "2"}});
    auto expected = world.held(files, world.account());
    std::erase_if(expected, [&](const std::string& file) {
        return text_in(file, "/modifiedTime") < all.since;
    });
    expect_same(news, expected);
    EXPECT_LE(news.records.size(), 4u) << "and the newest of before";
    for (const auto& each : normal(changed)) EXPECT_THAT(normal(news.records), Contains(each));
    EXPECT_GT(news.since, all.since);
}

TEST(DriveResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{google_workspace_facts()};
    world.resize(files, 2300);
    const auto id = world.connect();
    world.fault("expired_token@api", 1);
    expect_same(world.fetch(id, "files"), world.held(files, world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(DriveResources, A403ThatIsALimitIsNoneOfTheAccounts) {
    FetchWorld world{google_workspace_facts()};
    world.resize(files, 2300);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "files");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.records.size(), 2000u);
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":0})");
    expect_same(world.go_on(id, "files", stopped), world.held(files, world.account()));
}

TEST(DriveResources, WithoutAPageTokenAmongTheFieldsEndAfterTheFirstPage) {
    FetchWorld world{google_workspace_facts(),
                     "resources: {files: {query: {fields: 'files(id,modifiedTime)'}}}\n"};
    world.resize(files, 1200);
    const auto fetched = world.fetch(world.connect(), "files");
    EXPECT_EQ(fetched.records.size(), 1000u) << "which is why the file asks for it";
    EXPECT_EQ(text_in(fetched.records.front(), "/name"), "");
}

// --- Gmail ---------------------------------------------------------------------------------------

TEST(MailResources, AreWhatTheSandboxHolds) {
    FetchWorld world{google_workspace_facts()};
    world.resize(messages, 1100);
    const auto id = world.connect();
    const auto ids = world.fetch(id, "message_ids");
    EXPECT_EQ(ids.pages, 3);
    std::vector<std::string> held;
    for (const auto& message : world.held(messages, world.account())) {
        held.push_back(json::serialize(json::object{{"id", text_in(message, "/id")},
                                                    {"threadId", text_in(message, "/threadId")}}));
    }
    expect_same(ids, held);

    world.resize(messages, 130);
    const auto fetched = world.fetch(id, "messages");
    EXPECT_EQ(fetched.pages, 1 + 130);
    expect_same(fetched, world.held(messages, world.account()));
}

TEST(MailResources, AnEmptyMailboxHasNoList) {
    FetchWorld world{google_workspace_facts()};
    world.resize(messages, 0);
    const auto id = world.connect();
    expect_same(world.fetch(id, "message_ids"), {});
    expect_same(world.fetch(id, "messages"), {});
}

TEST(MailResources, WhatWasDeletedSinceItWasListedIsPassedOver) {
    FetchWorld world{google_workspace_facts()};
    const auto id = world.connect();
    const auto listed = world.page({{"id", id}, {"resource", "messages"}});
    ASSERT_EQ(listed.end, "going_on") << listed.message;
    EXPECT_THAT(listed.records, IsEmpty());
    world.change(messages, world.account(), R"(,"number":20,"remove":true)");
    const auto fetched = world.go_on(id, "messages", listed);
    EXPECT_EQ(fetched.records.size(), 24u);
    expect_same(fetched, world.held(messages, world.account()));
}

TEST(MailResources, AnAddressThatIsWrongIsNotTakenForADeletedMessage) {
    FetchWorld world{google_workspace_facts(), R"(resources:
  messages: {url: 'https://gmail.googleapis.com/gmail/v1/users/me/mesages/{message}'}
)"};
    EXPECT_EQ(world.fetch(world.connect(), "messages").end, "refused");
}

TEST(MailResources, TheLimitsOwnWordsSayUntilWhenToWait) {
    FetchWorld world{google_workspace_facts()};
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":11})");
    const auto stopped = world.fetch(id, "messages");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.records.size(), 10u);
    ASSERT_FALSE(stopped.wait.empty());
    EXPECT_GT(std::stoi(stopped.wait), 0);
    EXPECT_LE(std::stoi(stopped.wait), 60);
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":0})");
    expect_same(world.go_on(id, "messages", stopped), world.held(messages, world.account()));
}

// --- the directory -------------------------------------------------------------------------------

TEST(DirectoryResources, AreWhatTheSandboxHolds) {
    FetchWorld world{google_workspace_facts()};
    world.resize(people, 1100);
    const auto fetched = world.fetch(world.connect(), "people");
    EXPECT_EQ(fetched.pages, 3);
    expect_same(fetched, world.held(people, world.account()));
}

TEST(DirectoryResources, AreWhatTheSandboxHoldsForAnySizeOfSetAndPage) {
    FetchWorld world{google_workspace_facts()};
    expect_same_for_any_size(world, "people", people, 120);
}

TEST(DirectoryResources, AreForItsAdministratorsAlone) {
    FetchWorld world{google_workspace_facts()};
    const auto id = world.connect(1);
    const auto refused = world.fetch(id, "people");
    EXPECT_EQ(refused.end, "permission");
    EXPECT_THAT(refused.message, HasSubstr("administrator"));
    EXPECT_EQ(world.fetch(id, "files").end, "complete");
}

}  // namespace
}  // namespace fairlead::tests
