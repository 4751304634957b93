// SPDX-License-Identifier: Apache-2.0
//
// Microsoft's contacts and the events of a calendar view, read by Graph's delta queries and
// compared with what the sandbox holds.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

/// The sandbox's events are of one year, which a window that moves does not show for long.
constexpr const char* in_their_year = R"(resources:
  events: {query: {startDateTime: '2025-01-01T00:00:00Z', endDateTime: '2026-01-01T00:00:00Z'}}
)";

std::string id_in(const std::string& record) {
    return scalar_text(find_pointer(must(parse_json(record)), "/id")).value_or("(absent)");
}

TEST(MicrosoftResources, AreWhatTheSandboxHolds) {
    FetchWorld world{microsoft_facts(), in_their_year};
    const auto id = world.connect();
    for (const std::string kind : {"contacts", "events"}) {
        world.resize("microsoft." + kind, 120);
        const auto fetched = world.fetch(id, kind);
        EXPECT_EQ(fetched.pages, 3) << kind;
        expect_same(fetched, world.held("microsoft." + kind, world.account()));
    }
}

TEST(MicrosoftResources, ADeltaLinkBringsWhatChangedAndWhatWasDeleted) {
    FetchWorld world{microsoft_facts()};
    world.resize("microsoft.contacts", 120);
    const auto id = world.connect();
    const auto all = world.fetch(id, "contacts");
    EXPECT_THAT(all.since, HasSubstr("/me/contacts/delta?"));
    EXPECT_TRUE(world.fetch(id, "contacts", {{"since", all.since}}).records.empty());
    std::vector<std::string> changed;
    for (const char* members : {R"(,"number":3,"own":{"jobTitle":"Pilot"})",
                                R"(,"number":4,"remove":true)", R"(,"own":{"displayName":"New"})"})
        changed.push_back(world.change("microsoft.contacts", world.account(), members));
    const auto news = world.fetch(id, "contacts", {{"since", all.since}});
    expect_same(news, changed);
    EXPECT_THAT(news.records, Contains(HasSubstr(R"("@removed":{"reason":"deleted"})")));
    EXPECT_TRUE(world.fetch(id, "contacts", {{"since", news.since}}).records.empty());
}

TEST(MicrosoftResources, MoreChangesThanOnePageHasAreAllBrought) {
    FetchWorld world{microsoft_facts()};
    const auto id = world.connect();
    const auto all = world.fetch(id, "contacts");
    std::vector<std::string> made;
    for (int count = 0; count < 101; ++count)
        made.push_back(world.change("microsoft.contacts", world.account(), ""));
    const auto news = world.fetch(id, "contacts", {{"since", all.since}});
    EXPECT_EQ(news.pages, 3);
    expect_same(news, made);
}

TEST(MicrosoftResources, AnEventThatMovesOutOfTheWindowIsToldAsRemoved) {
    FetchWorld world{microsoft_facts(), in_their_year};
    const auto id = world.connect();
    const auto all = world.fetch(id, "events");
    const auto kept = world.change("microsoft.events", world.account(),
                                   R"(,"number":3,"own":{"subject":"Kept"})");
    const auto moved = world.change(
        "microsoft.events", world.account(),
        R"(,"number":4,"own":{"start":{"dateTime":"2031-02-03T10:00:00.0000000","timeZone":"UTC"},)"
        R"("end":{"dateTime":"2031-02-03T11:00:00.0000000","timeZone":"UTC"}})");
    const auto news = world.fetch(id, "events", {{"since", all.since}});
    EXPECT_EQ(news.end, "complete") << news.message;
    ASSERT_EQ(news.records.size(), 2u);
    EXPECT_EQ(normal({news.records.front()}), normal({kept}));
    EXPECT_THAT(news.records.back(), AllOf(HasSubstr("@removed"), HasSubstr(id_in(moved))));
}

TEST(MicrosoftResources, EventsAreThoseOfTheMonthAndOfTheYearAhead) {
    FetchWorld world{microsoft_facts()};
    const auto id = world.connect();
    const auto soon = world.change("microsoft.events", world.account(), "");
    expect_same(world.fetch(id, "events"), {soon});
}

TEST(MicrosoftResources, ADeltaLinkThatIsTooOldAsksForAWholeFetch) {
    FetchWorld world{microsoft_facts()};
    const auto id = world.connect();
    const auto all = world.fetch(id, "contacts");
    world.sandbox.tell(net::Method::post, "/control/records/microsoft.contacts/forget",
                       "{\"owner\":\"" + world.account() + "\"}");
    const auto late = world.fetch(id, "contacts", {{"since", all.since}});
    EXPECT_EQ(late.end, "resync") << late.message;
    EXPECT_THAT(late.message, HasSubstr("without --since"));
    expect_same(world.fetch(id, "contacts"), world.held("microsoft.contacts", world.account()));
}

TEST(MicrosoftResources, ALimitInTheMiddleSaysWhenAndTheFetchGoesOnWhereItWas) {
    FetchWorld world{microsoft_facts()};
    world.resize("microsoft.contacts", 230);
    const auto id = world.connect();
    world.fault("rate_limited=7@api", 2);
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.wait, "7");
    EXPECT_EQ(stopped.records.size(), 100u);
    auto all = world.fetch(id, "contacts", {{"place", stopped.place}});
    all.records.insert(all.records.begin(), stopped.records.begin(), stopped.records.end());
    expect_same(all, world.held("microsoft.contacts", world.account()));
}

TEST(MicrosoftResources, TheMailboxsOwnLimitSaysWhen) {
    FetchWorld world{microsoft_facts()};
    world.resize("microsoft.contacts", 230);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "rate_limited") << stopped.message;
    EXPECT_FALSE(stopped.wait.empty());
    EXPECT_EQ(stopped.records.size(), 100u);
}

TEST(MicrosoftResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{microsoft_facts()};
    world.resize("microsoft.contacts", 230);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "contacts");
    expect_same(fetched, world.held("microsoft.contacts", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(MicrosoftResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{microsoft_facts()};
    const auto id =
        world.connect_with(R"(,"scopes":["offline_access","User.Read","Calendars.ReadWrite"])");
    EXPECT_EQ(world.fetch(id, "events").end, "complete");
    const auto refused = world.fetch(id, "contacts");
    EXPECT_EQ(refused.end, "consent");
    EXPECT_THAT(refused.message, HasSubstr("Contacts.Read"));
}

TEST(MicrosoftResources, ALinkElsewhereIsRefusedAndNothingIsSentThere) {
    FetchWorld world{microsoft_facts()};
    world.resize("microsoft.contacts", 120);
    const auto id = world.connect();
    // Another platform behind the same address: nothing but our own check would keep us from it.
    const auto link = world.sandbox.origin() + "/api.hubapi.com/crm/v3/objects/contacts";
    world.fault("foreign_link=" + link, 1);
    EXPECT_EQ(world.fetch(id, "contacts").end, "foreign_link");
    EXPECT_THROW(world.fetch(id, "contacts", {{"since", link}}), Failure);
    EXPECT_EQ(world.sandbox.requests("/api.hubapi.com/"), 0);
}

}  // namespace
}  // namespace fairlead::tests
