// SPDX-License-Identifier: Apache-2.0
//
// Salesforce's accounts, contacts and opportunities, read page by page at an organization's own
// address and compared with what the sandbox holds.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

constexpr auto query_path = ".my.salesforce.com/services/data/v64.0/query";

TEST(SalesforceResources, AreWhatTheSandboxHolds) {
    FetchWorld world{salesforce_facts()};
    const auto id = world.connect();
    for (const std::string kind : {"accounts", "contacts", "opportunities"}) {
        world.resize("salesforce." + kind, 4010);
        const auto fetched = world.fetch(id, kind);
        EXPECT_EQ(fetched.pages, 3) << kind;
        expect_same(fetched, world.held("salesforce." + kind, world.account()));
    }
    EXPECT_EQ(world.sandbox.requests(std::string{"/first-sample"} + query_path), 9);
}

TEST(SalesforceResources, ChangesSinceAMomentAreFoundInTheirOrder) {
    FetchWorld world{salesforce_facts()};
    world.resize("salesforce.opportunities", 120);
    const auto id = world.connect();
    const auto first = world.fetch(id, "opportunities");
    ASSERT_FALSE(first.since.empty()) << first.message;
    EXPECT_TRUE(world.fetch(id, "opportunities", {{"since", "2400-01-01"}}).records.empty());
    std::vector<std::string> changed;
    for (const char* members :
         {R"(,"number":7,"own":{"Name":"Changed"})", R"(,"number":99)", R"(,"own":{"Name":"New"})"})
        changed.push_back(world.change("salesforce.opportunities", world.account(), members));
    const auto news = world.fetch(id, "opportunities", {{"since", "2025-06-01"}});
    expect_same(news, changed);
    EXPECT_GT(news.since, first.since);
}

TEST(SalesforceResources, WhatWasReadLastIsFoundAgainByItsOwnMoment) {
    FetchWorld world{salesforce_facts()};
    const auto id = world.connect();
    const auto all = world.fetch(id, "accounts");
    const auto again = world.fetch(id, "accounts", {{"since", all.since}});
    EXPECT_EQ(again.end, "complete") << again.message;
    ASSERT_FALSE(all.records.empty());
    ASSERT_FALSE(again.records.empty());
    EXPECT_EQ(again.records.back(), all.records.back());
}

TEST(SalesforceResources, ChangesFillSeveralPagesToo) {
    FetchWorld world{salesforce_facts()};
    world.resize("salesforce.contacts", 2100);
    const auto id = world.connect();
    const auto fetched = world.fetch(id, "contacts", {{"since", "2025-01-01T00:00:00Z"}});
    EXPECT_EQ(fetched.pages, 2);
    expect_same(fetched, world.held("salesforce.contacts", world.account()));
}

TEST(SalesforceResources, TheLimitOfADayIsTold) {
    FetchWorld world{salesforce_facts()};
    world.resize("salesforce.contacts", 4100);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "rate_limited") << stopped.message;
    EXPECT_THAT(stopped.message, HasSubstr("Salesforce"));
    EXPECT_EQ(stopped.records.size(), 4000u);
}

TEST(SalesforceResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{salesforce_facts()};
    world.resize("salesforce.opportunities", 4100);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "opportunities");
    expect_same(fetched, world.held("salesforce.opportunities", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(SalesforceResources, AnOrganizationThatMovedIsReadAtItsNewAddress) {
    FetchWorld world{salesforce_facts()};
    world.resize("salesforce.accounts", 2100);
    const auto id = world.connect(2);
    EXPECT_EQ(world.refresh(id).status, 200);
    const auto fetched = world.fetch(id, "accounts");
    EXPECT_EQ(fetched.pages, 2);
    expect_same(fetched, world.held("salesforce.accounts", world.account(2)));
    EXPECT_EQ(world.sandbox.requests(std::string{"/third-moved"} + query_path), 2);
}

}  // namespace
}  // namespace fairlead::tests
