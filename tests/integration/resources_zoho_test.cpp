// SPDX-License-Identifier: Apache-2.0
//
// Zoho CRM's contacts, accounts and deals, read page by page in an organization's own data centre
// and compared with what the sandbox holds.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

TEST(ZohoResources, AreWhatTheSandboxHolds) {
    FetchWorld world{zoho_facts()};
    const auto id = world.connect();
    for (const std::string kind : {"contacts", "accounts", "deals"}) {
        world.resize("zoho." + kind, 430);
        const auto fetched = world.fetch(id, kind);
        EXPECT_EQ(fetched.pages, 3) << kind;
        expect_same(fetched, world.held("zoho." + kind, world.account()));
    }
    EXPECT_EQ(world.sandbox.requests("/www.zohoapis.eu/crm/v8/Deals"), 3);
}

TEST(ZohoResources, GoOnWhereCountedPagesEnd) {
    FetchWorld world{zoho_facts()};
    world.resize("zoho.contacts", 2210);
    const auto id = world.connect();
    const auto fetched = world.fetch(id, "contacts");
    EXPECT_EQ(fetched.pages, 12);
    expect_same(fetched, world.held("zoho.contacts", world.account()));
}

TEST(ZohoResources, AreReadInTheDataCentreOfTheOrganization) {
    FetchWorld world{zoho_facts()};
    const auto id = world.connect(3);
    expect_same(world.fetch(id, "deals"), world.held("zoho.deals", world.account(3)));
    EXPECT_EQ(world.sandbox.requests("/www.zohoapis.com/crm/v8/Deals"), 1);
}

TEST(ZohoResources, ChangesSinceAMomentAreFoundInTheirOrder) {
    FetchWorld world{zoho_facts()};
    world.resize("zoho.deals", 120);
    const auto id = world.connect();
    const auto first = world.fetch(id, "deals");
    ASSERT_FALSE(first.since.empty()) << first.message;
    std::vector<std::string> changed;
    for (const char* members : {R"(,"number":7,"own":{"Deal_Name":"Changed"})", R"(,"number":99)",
                                R"(,"own":{"Deal_Name":"New"})"})
        changed.push_back(world.change("zoho.deals", world.account(), members));
    const auto news = world.fetch(id, "deals", {{"since", "2025-06-01"}, {"page-size", "2"}});
    EXPECT_EQ(news.pages, 2);
    expect_same(news, changed);
    EXPECT_GT(news.since, first.since);
    const auto again = world.fetch(id, "deals", {{"since", news.since}});
    expect_same(again, changed);
}

TEST(ZohoResources, AnAnswerThatNothingChangedHasNoRecords) {
    FetchWorld world{zoho_facts()};
    const auto id = world.connect();
    const auto none = world.fetch(id, "contacts", {{"since", "2400-01-01"}});
    EXPECT_EQ(none.end, "complete") << none.message;
    EXPECT_TRUE(none.records.empty());
    EXPECT_EQ(none.since, "2400-01-01T00:00:00.000Z");
}

TEST(ZohoResources, AModuleWithoutARecordHasNone) {
    FetchWorld world{zoho_facts()};
    world.resize("zoho.contacts", 0);
    const auto id = world.connect();
    const auto none = world.fetch(id, "contacts");
    EXPECT_EQ(none.end, "complete") << none.message;
    EXPECT_TRUE(none.records.empty());
}

TEST(ZohoResources, TheLimitOfADayIsTold) {
    FetchWorld world{zoho_facts()};
    world.resize("zoho.contacts", 600);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "rate_limited") << stopped.message;
    EXPECT_THAT(stopped.message, HasSubstr("Zoho CRM"));
    EXPECT_EQ(stopped.records.size(), 400u);
}

TEST(ZohoResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{zoho_facts()};
    world.resize("zoho.accounts", 450);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "accounts");
    expect_same(fetched, world.held("zoho.accounts", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(ZohoResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{zoho_facts()};
    const auto id =
        world.connect_with(R"(,"scopes":["ZohoCRM.org.READ","ZohoCRM.modules.contacts.READ"])");
    EXPECT_EQ(world.fetch(id, "contacts").end, "complete");
    const auto refused = world.fetch(id, "deals");
    EXPECT_EQ(refused.end, "consent") << refused.message;
    EXPECT_THAT(refused.message, HasSubstr("ZohoCRM.modules.ALL"));
}

}  // namespace
}  // namespace fairlead::tests
