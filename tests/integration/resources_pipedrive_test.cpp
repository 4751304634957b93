// SPDX-License-Identifier: Apache-2.0
//
// Pipedrive's deals, persons and organizations, read page by page at a company's own address and
// compared with what the sandbox holds.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

TEST(PipedriveResources, AreWhatTheSandboxHolds) {
    FetchWorld world{pipedrive_facts()};
    const auto id = world.connect();
    for (const std::string kind : {"deals", "persons", "organizations"}) {
        world.resize("pipedrive." + kind, 1030);
        const auto fetched = world.fetch(id, kind);
        EXPECT_EQ(fetched.pages, 3) << kind;
        expect_same(fetched, world.held("pipedrive." + kind, world.account()));
        EXPECT_GT(world.sandbox.requests("/first-sample.pipedrive.com/api/v2/" + kind), 0);
    }
}

TEST(PipedriveResources, ChangesSinceAMomentAreFoundInTheirOrder) {
    FetchWorld world{pipedrive_facts()};
    world.resize("pipedrive.deals", 120);
    const auto id = world.connect();
    const auto first = world.fetch(id, "deals");
    ASSERT_FALSE(first.since.empty());
    EXPECT_TRUE(world.fetch(id, "deals", {{"since", "2400-01-01"}}).records.empty());
    std::vector<std::string> changed;
    for (const char* members : {R"(,"number":7,"own":{"title":"Changed"})", R"(,"number":99)",
                                R"(,"own":{"title":"New"})"})
        changed.push_back(world.change("pipedrive.deals", world.account(), members));
    const auto news = world.fetch(id, "deals", {{"since", "2025-06-01"}, {"page-size", "2"}});
    EXPECT_EQ(news.pages, 2);
    expect_same(news, changed);
    EXPECT_GT(news.since, first.since);
}

TEST(PipedriveResources, TheBurstIsToldByItsOwnHeaders) {
    FetchWorld world{pipedrive_facts()};
    world.resize("pipedrive.persons", 1200);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "persons");
    EXPECT_EQ(stopped.end, "rate_limited") << stopped.message;
    EXPECT_EQ(stopped.wait, "2");
    EXPECT_EQ(stopped.records.size(), 1000u);
}

TEST(PipedriveResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{pipedrive_facts()};
    world.resize("pipedrive.organizations", 1100);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "organizations");
    expect_same(fetched, world.held("pipedrive.organizations", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(PipedriveResources, WhatTheApplicationMayNotReadIsSaid) {
    FetchWorld world{pipedrive_facts()};
    world.set_client(R"({"scopes":["base","deals:full"]})");
    const auto id = world.connect();
    EXPECT_EQ(world.fetch(id, "deals").end, "complete");
    const auto refused = world.fetch(id, "persons");
    EXPECT_EQ(refused.end, "permission");
    EXPECT_THAT(refused.message, HasSubstr("Pipedrive"));
}

}  // namespace
}  // namespace fairlead::tests
