// SPDX-License-Identifier: Apache-2.0
//
// A sub-account's contacts and opportunities of GoHighLevel, read page by page and compared with
// what the sandbox holds.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

TEST(GoHighLevelResources, AreWhatTheSandboxHolds) {
    FetchWorld world{gohighlevel_facts()};
    const auto id = world.connect();
    for (const std::string kind : {"contacts", "opportunities"}) {
        world.resize("gohighlevel." + kind, 250);
        const auto fetched = world.fetch(id, kind);
        EXPECT_EQ(fetched.pages, 3) << kind;
        expect_same(fetched, world.held("gohighlevel." + kind, world.account()));
        EXPECT_GT(world.sandbox.requests("/services.leadconnectorhq.com/" + kind + "/"), 0);
    }
}

TEST(GoHighLevelResources, BehindAPageThatIsJustFullThereIsNone) {
    FetchWorld world{gohighlevel_facts()};
    const auto id = world.connect();
    for (const std::size_t size : {std::size_t{0}, std::size_t{30}, std::size_t{60}}) {
        world.resize("gohighlevel.opportunities", size);
        const auto fetched = world.fetch(id, "opportunities", {{"page-size", "30"}});
        EXPECT_EQ(fetched.pages, size == 60 ? 2 : 1);
        expect_same(fetched, world.held("gohighlevel.opportunities", world.account()));
    }
}

TEST(GoHighLevelResources, ContactsThatChangedAreFoundBySearching) {
    FetchWorld world{gohighlevel_facts()};
    world.resize("gohighlevel.contacts", 120);
    const auto id = world.connect();
    const auto first = world.fetch(id, "contacts");
    ASSERT_FALSE(first.since.empty()) << first.message;
    EXPECT_TRUE(world.fetch(id, "contacts", {{"since", "2400-01-01"}}).records.empty());
    std::vector<std::string> changed;
    for (const char* members : {R"(,"number":7,"own":{"firstName":"Changed"})", R"(,"number":99)",
                                R"(,"own":{"firstName":"New"})"})
        changed.push_back(world.change("gohighlevel.contacts", world.account(), members));
    const auto news = world.fetch(id, "contacts", {{"since", "2025-06-01"}, {"page-size", "2"}});
    EXPECT_EQ(news.pages, 2);
    expect_same(news, changed);
    EXPECT_GT(news.since, first.since);
    EXPECT_THROW(world.fetch(id, "opportunities", {{"since", "2025-06-01"}}), Failure)
        << "they are read whole";
}

TEST(GoHighLevelResources, MoreChangesThanOneSearchReachesAreFoundAllTheSame) {
    FetchWorld world{gohighlevel_facts()};
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":1000000})");
    world.resize("gohighlevel.contacts", 10'450);
    const auto id = world.connect();
    const auto fetched = world.fetch(id, "contacts", {{"since", "2024-01-01"}});
    EXPECT_GT(fetched.pages, 20);
    expect_same(fetched, world.held("gohighlevel.contacts", world.account()));
}

TEST(GoHighLevelResources, TheLimitIsToldByItsOwnHeaders) {
    FetchWorld world{gohighlevel_facts()};
    world.resize("gohighlevel.contacts", 350);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "rate_limited") << stopped.message;
    EXPECT_EQ(stopped.wait, "10");
    EXPECT_EQ(stopped.records.size(), 200u);
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":0})");
    auto all = world.fetch(id, "contacts", {{"place", stopped.place}});
    all.records.insert(all.records.begin(), stopped.records.begin(), stopped.records.end());
    expect_same(all, world.held("gohighlevel.contacts", world.account()));
}

TEST(GoHighLevelResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{gohighlevel_facts()};
    world.resize("gohighlevel.opportunities", 350);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "opportunities");
    expect_same(fetched, world.held("gohighlevel.opportunities", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
    EXPECT_EQ(world.sandbox.sum(world.account(), "reuses"), 0);
}

TEST(GoHighLevelResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{gohighlevel_facts()};
    const auto id = world.connect_with(R"(,"scopes":["contacts.readonly","locations.readonly"])");
    EXPECT_EQ(world.fetch(id, "contacts").end, "complete");
    const auto refused = world.fetch(id, "opportunities");
    EXPECT_EQ(refused.end, "consent") << refused.message;
    EXPECT_THAT(refused.message, HasSubstr("opportunities.readonly"));
}

TEST(GoHighLevelResources, OfAnotherSubAccountAreNotRead) {
    FetchWorld world{gohighlevel_facts(), R"(resources:
  contacts: {query: {locationId: SecondSampleLocatio2}}
)"};
    const auto refused = world.fetch(world.connect(), "contacts");
    EXPECT_EQ(refused.end, "permission") << refused.message;
    EXPECT_TRUE(refused.records.empty());
}

}  // namespace
}  // namespace fairlead::tests
