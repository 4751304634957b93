// SPDX-License-Identifier: Apache-2.0
//
// Calendly's event types and scheduled events, read page by page and compared with what the sandbox
// holds.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

TEST(CalendlyResources, AreWhatTheSandboxHolds) {
    FetchWorld world{calendly_facts()};
    world.resize("calendly.events", 250);
    world.resize("calendly.event_types", 130);
    const auto id = world.connect();
    const auto events = world.fetch(id, "scheduled_events");
    EXPECT_EQ(events.pages, 3);
    expect_same(events, world.held("calendly.events", world.account()));
    const auto types = world.fetch(id, "event_types", {{"page-size", "30"}});
    EXPECT_EQ(types.pages, 5);
    expect_same(types, world.held("calendly.event_types", world.account()));
}

TEST(CalendlyResources, WhatWasBookedOrCanceledSinceAMomentStartsLater) {
    FetchWorld world{calendly_facts()};
    world.resize("calendly.events", 120);
    const auto id = world.connect();
    EXPECT_FALSE(world.fetch(id, "scheduled_events").since.empty());
    const FetchWorld::Arguments since{{"since", "2026-01-01"}};
    EXPECT_TRUE(world.fetch(id, "scheduled_events", since).records.empty());
    const auto booked =
        world.change("calendly.events", world.account(), R"(,"own":{"name":"New"})");
    expect_same(world.fetch(id, "scheduled_events", since), {booked});
    const auto canceled =
        world.change("calendly.events", world.account(), R"(,"number":121,"remove":true)");
    EXPECT_THAT(canceled, HasSubstr(R"("status":"canceled")"));
    expect_same(world.fetch(id, "scheduled_events", since), {canceled});
    EXPECT_THROW(world.fetch(id, "event_types", since), Failure) << "they are read whole";
}

TEST(CalendlyResources, ALimitInTheMiddleSaysWhenAndTheFetchGoesOnWhereItWas) {
    FetchWorld world{calendly_facts()};
    world.resize("calendly.events", 350);
    const auto id = world.connect();
    world.fault("rate_limited=7@api", 2);
    const auto stopped = world.fetch(id, "scheduled_events");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.wait, "7");
    EXPECT_EQ(stopped.records.size(), 200u);
    expect_same(world.go_on(id, "scheduled_events", stopped),
                world.held("calendly.events", world.account()));
}

TEST(CalendlyResources, ThePlatformsOwnLimitSaysInHowManySecondsItIsOver) {
    FetchWorld world{calendly_facts()};
    world.resize("calendly.events", 250);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "scheduled_events");
    EXPECT_EQ(stopped.end, "rate_limited");
    ASSERT_FALSE(stopped.wait.empty());
    EXPECT_GT(std::stoi(stopped.wait), 0);
    EXPECT_LE(std::stoi(stopped.wait), 60);
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":0})");
    expect_same(world.go_on(id, "scheduled_events", stopped),
                world.held("calendly.events", world.account()));
}

TEST(CalendlyResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{calendly_facts()};
    world.resize("calendly.events", 350);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "scheduled_events");
    expect_same(fetched, world.held("calendly.events", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
    EXPECT_EQ(world.sandbox.sum(world.account(), "reuses"), 0);
}

TEST(CalendlyResources, AreAskedForByUserOrOrganization) {
    FetchWorld world{calendly_facts(), R"(resources:
  event_types: {query: {user: null}}
  scheduled_events: {query: {user: 'SAMPLEUSER000001'}}
)"};
    const auto id = world.connect();
    EXPECT_EQ(world.fetch(id, "event_types").end, "refused");
    EXPECT_EQ(world.fetch(id, "scheduled_events").end, "refused") << "a URI is wanted whole";
}

TEST(CalendlyResources, OfTheOrganizationAreItsOwners) {
    FetchWorld world{calendly_facts(), R"(resources:
  scheduled_events: {query: {user: null, organization: '{metadata/organization_uri}'}}
)"};
    world.resize("calendly.events", 130);
    auto held = world.held("calendly.events", world.account());
    std::ranges::move(world.held("calendly.events", world.account(1)), std::back_inserter(held));
    const auto all = world.fetch(world.connect(), "scheduled_events");
    EXPECT_EQ(all.pages, 3);
    expect_same(all, held);
    const auto refused = world.fetch(world.connect(1, "user-2"), "scheduled_events");
    EXPECT_EQ(refused.end, "permission");
    EXPECT_THAT(refused.message, HasSubstr("owner or administrator"));
}

TEST(CalendlyResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{calendly_facts()};
    const auto id = world.connect_with(R"(,"scopes":["users:read","event_types:read"])");
    EXPECT_EQ(world.fetch(id, "event_types").end, "complete");
    const auto refused = world.fetch(id, "scheduled_events");
    EXPECT_EQ(refused.end, "consent");
    EXPECT_THAT(refused.message, HasSubstr("scheduled_events:read"));
}

}  // namespace
}  // namespace fairlead::tests
