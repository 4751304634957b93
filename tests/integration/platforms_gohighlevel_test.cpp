// SPDX-License-Identifier: Apache-2.0
//
// What GoHighLevel does in its own way, against the sandbox over sockets.
#include "support/office_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

using World = OfficeWorld;

TEST(GoHighLevel, TellsTheSubAccountFromItsTokensAndItsNameFromTheApi) {
    World world{gohighlevel_facts()};
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/providerAccountId"), "FirstSampleLocation1");
    EXPECT_EQ(world.text(id, "/accountName"), "First Sample");
    EXPECT_EQ(world.text(id, "/metadata/location_id"), "FirstSampleLocation1");
    EXPECT_EQ(world.text(id, "/metadata/company_id"), "SampleAgency00000001");
    EXPECT_EQ(world.text(id, "/metadata/user_type"), "Location");
    EXPECT_EQ(world.text(id, "/metadata/location_name"), "First Sample");
    EXPECT_THAT(world.texts(id, "/scopes"), Contains("conversations/message.write"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
}

TEST(GoHighLevel, WithoutItsNameTheSubAccountGoesByItsId) {
    World world{gohighlevel_facts()};
    world.sandbox.fault("identity_fails");
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.text(id, "/accountName"), "FirstSampleLocation1");
    EXPECT_EQ(world.text(id, "/metadata/location_id"), "FirstSampleLocation1");
    EXPECT_EQ(world.text(id, "/metadata/location_name"), "(absent)");
    EXPECT_EQ(world.connect(), id);
    EXPECT_EQ(world.text(id, "/accountName"), "First Sample");
}

TEST(GoHighLevel, AnAgencyIsAnAccountOfItsOwn) {
    World world{gohighlevel_facts(),
                {.overlay = R"(id: gohighlevel
auth: {oauth: {authorize: {scopes: [companies.readonly, locations.readonly]}}}
)",
                 .variables = {{"GOHIGHLEVEL_CLIENT_VARS", "user_type=Company"}}}};
    const auto id = world.connect(3);
    EXPECT_EQ(world.text(id, "/providerAccountId"), "SampleAgency00000001");
    EXPECT_EQ(world.text(id, "/accountName"), "Sample Agency");
    EXPECT_EQ(world.text(id, "/metadata/user_type"), "Company");
    EXPECT_EQ(world.text(id, "/metadata/location_id"), "(absent)");
    EXPECT_TRUE(world.renews(id)) << "the refresh says whose token it is as well";
}

TEST(GoHighLevel, AnAgencysInstallIsNoSubAccounts) {
    World world{gohighlevel_facts()};
    const Page end = world.decide(3, "allow");
    EXPECT_EQ(end.parameter("status"), "error");
    EXPECT_EQ(end.parameter("reason"), "provider_config");
    EXPECT_TRUE(list_connections(world.api()).empty());
}

TEST(GoHighLevel, ARefreshTokenIsPresentedOnce) {
    World world{gohighlevel_facts()};
    const auto id = world.connect();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(world.renews(id));
    world.app.restart();
    EXPECT_TRUE(world.renews(id));
    EXPECT_EQ(world.sandbox.sum(world.account_id(0), "refreshes"), 4);
    EXPECT_EQ(world.sandbox.sum(world.account_id(0), "reuses"), 0);
}

/// Its successor was lost with the answer. While the access token lives, nothing is risked.
TEST(GoHighLevel, AnAnswerThatWasLostIsNotAskedForAgainAsLongAsTheTokenServes) {
    World world{gohighlevel_facts()};
    const auto id = world.connect();
    const auto token = world.token(id);
    world.sandbox.fault("lost@refresh");
    EXPECT_FALSE(world.renews(id));
    EXPECT_FALSE(world.renews(id));
    EXPECT_EQ(world.sandbox.sum(world.account_id(0), "reuses"), 0);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.token(id), token);
    EXPECT_TRUE(world.accepts(token));
}

/// What is quoted, but not documented: told so, Fairlead makes use of it.
TEST(GoHighLevel, WhereTheOldTokenLivesOnForAMomentALostAnswerHeals) {
    World world{gohighlevel_facts(), {.overlay = R"(id: gohighlevel
auth: {oauth: {refresh: {rotation: grace, grace: 30, deadline_ms: 3000, lease_margin_ms: 1000}}}
)"}};
    world.sandbox.tell(net::Method::put, "/control/clients/" + world.facts.client,
                       R"({"rotation":"grace_same_child","graceMs":30000})");
    const auto id = world.connect();
    world.sandbox.fault("lost@refresh");
    EXPECT_FALSE(world.renews(id));
    EXPECT_TRUE(eventually([&] { return world.renews(id); }));
    EXPECT_EQ(world.sandbox.sum(world.account_id(0), "graceUses"), 1);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(world.accepts(world.token(id)));
}

TEST(GoHighLevel, ASubAccountThatIsNotPaidForIsNotDisconnected) {
    World world{gohighlevel_facts()};
    const auto id = world.connect(2);
    for (int i = 0; i < 2; ++i) EXPECT_FALSE(world.renews(id));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(world.accepts(world.token(id)));
    EXPECT_EQ(world.sandbox.sum(world.account_id(2), "refusals"), 0);
}

TEST(GoHighLevel, AWhiteLabelAppHasItsPageElsewhere) {
    const std::string host = "marketplace.leadconnectorhq.com";
    World world{gohighlevel_facts(),
                {.variables = {{"GOHIGHLEVEL_CLIENT_VARS", "market_host=" + host}}}};
    const auto id = world.connect();
    EXPECT_TRUE(world.renews(id));
    EXPECT_GE(world.sandbox.requests("/" + host + "/oauth/chooselocation"), 1);
    EXPECT_EQ(world.sandbox.requests("/marketplace.gohighlevel.com/"), 0);
}

TEST(GoHighLevel, ThePageIsOnOneOfTheTwoHosts) {
    World world{gohighlevel_facts(),
                {.variables = {{"GOHIGHLEVEL_CLIENT_VARS", "market_host=elsewhere.example"}}}};
    const Answer started = ask_for_link(world.api(), "gohighlevel", "");
    EXPECT_EQ(started.status, 409) << started.body;
    EXPECT_THAT(started.body, HasSubstr("market_host"));
}

TEST(GoHighLevel, NothingIsRevokedAndTheUserIsToldWhatToDo) {
    World world{gohighlevel_facts()};
    const auto id = world.connect();
    EXPECT_THAT(world.disconnect(id).text("/message"), HasSubstr("in GoHighLevel's settings"));
}

TEST(GoHighLevel, NoTokenIsInTheLog) {
    World world{gohighlevel_facts()};
    const auto id = world.connect();
    world.sandbox.fault("status=500@refresh");
    world.refresh(id);
    EXPECT_FALSE(world.app.logged("ghl-a-"));
    EXPECT_FALSE(world.app.logged("ghl-r-"));
    EXPECT_FALSE(world.app.logged(world.facts.secret));
}

}  // namespace
}  // namespace fairlead::tests
