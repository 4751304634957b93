// SPDX-License-Identifier: Apache-2.0
//
// What each of the platforms does in its own way, against the sandbox over sockets.
#include "cli/sandbox_command.h"
#include "support/platform_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace fairlead::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::string calendar = "https://www.googleapis.com/auth/calendar";
const std::string calendar_events = "https://www.googleapis.com/auth/calendar.events";

using World = PlatformWorld;

// --- all of them ---------------------------------------------------------------------------------

TEST(ServeSandbox, HasAnApplicationAtEveryPlatformWithoutBeingTold) {
    const auto apps = cli::sandbox_apps();
    for (const auto* facts : {&hubspot_facts(), &google_facts(), &instagram_facts()}) {
        const auto family = facts->id_variable.substr(0, facts->id_variable.find('_'));
        ASSERT_TRUE(apps.contains(family)) << family;
        EXPECT_EQ(apps.at(family).client_id, facts->client);
        EXPECT_EQ(apps.at(family).client_secret.expose(), facts->secret);
    }
}

// --- HubSpot ------------------------------------------------------------------------------------

TEST(HubSpot, TellsTypedMetadataAndItsScopesComeAsAList) {
    World world{hubspot_facts()};
    const auto id = world.connect();
    const auto connection = find_connection(world.api(), id);
    const auto& metadata = connection.at("metadata");
    EXPECT_EQ(metadata.at("hub_id"), json::value(20010001));
    EXPECT_EQ(metadata.at("hub_domain"), "first-sample.invalid");
    EXPECT_EQ(world.text(id, "/accountName"), "first-sample.invalid");
    EXPECT_EQ(world.texts(id, "/scopes").size(), 10u);
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_EQ(world.text(id, "/health"), "ok");
}

TEST(HubSpot, ARefreshTokenThatStaysIsUsedAgainAndAgain) {
    World world{hubspot_facts()};
    const auto id = world.connect();
    const auto newest = [&] {
        const auto grants = world.sandbox.grants("20010001");
        return *scalar_text(find_pointer(grants.at(0), "/newest/token"));
    };
    const auto before = newest();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(world.refresh(id).status, 200);
    EXPECT_EQ(newest(), before);
    EXPECT_EQ(world.sandbox.sum("20010001", "refreshes"), 3);
    EXPECT_EQ(world.sandbox.sum("20010001", "refusals"), 0);
}

TEST(HubSpot, ADeadRefreshTokenIsToldAndNoticed) {
    World world{hubspot_facts()};
    const auto id = world.connect();
    world.sandbox.revoke_grants("20010001");
    EXPECT_EQ(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/status"), "expired");
    EXPECT_EQ(world.text(id, "/reason"), "dead_refresh_token");
    const auto notices = world.api().get("/api/notices").json();
    EXPECT_EQ(scalar_text(find_pointer(notices, "/items/0/connectionId")), id);
    EXPECT_EQ(world.connect(), id);
    EXPECT_TRUE(world.api().get("/api/notices").json().at("items").as_array().empty());
}

TEST(HubSpot, OurWrongSecretIsTheOperatorsTroubleAndKeepsTheConnection) {
    World world{hubspot_facts()};
    const auto id = world.connect();
    world.sandbox.fault("invalid_client@refresh");
    EXPECT_NE(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.refresh(id).status, 200);
}

/// What the platform's part of the suite asks, in one sentence; "" when all of it holds.
std::string nonconformance(World& world) {
    try {
        const auto id = world.connect();
        if (world.text(id, "/status") != "connected") return "identity";
        const auto before = world.token(id);
        if (!world.accepts(before)) return "token";
        if (world.refresh(id).status != 200) return "refresh";
        if (world.token(id) == before) return "the same token after a refresh";
        if (world.disconnect(id).status != 200) return "disconnect";
        const auto account = world.facts.accounts.front();
        const auto ended = [&] {
            const auto grants = world.sandbox.grants(account);
            const auto* at = find_pointer(grants.at(0), "/endedMs");
            return at != nullptr && !at->is_null();
        };
        return eventually(ended) ? "" : "revocation";
    } catch (const std::exception& error) {
        return std::string{"connect: "} + error.what();
    }
}

TEST(HubSpot, ConformsAsItIsShipped) {
    World world{hubspot_facts()};
    EXPECT_EQ(nonconformance(world), "");
}

TEST(HubSpot, ConformsUnderAFileThatChangesNothing) {
    World world{hubspot_facts(), "id: hubspot\nname: Renamed\n"};
    EXPECT_EQ(nonconformance(world), "");
}

struct Change {
    const char* overlay;
    const char* step;  ///< where the suite notices
};

class ChangedEndpoint : public testing::TestWithParam<Change> {};

TEST_P(ChangedEndpoint, TurnsTheConformanceRed) {
    World world{hubspot_facts(), std::string{"id: hubspot\n"} + GetParam().overlay};
    EXPECT_THAT(nonconformance(world), StartsWith(GetParam().step));
}

INSTANTIATE_TEST_SUITE_P(
    HubSpot, ChangedEndpoint,
    testing::Values(
        Change{"auth: {oauth: {authorize: {url: 'https://app.hubspot.com/oauth/authorise'}}}",
               "connect"},
        Change{"auth: {oauth: {token: {url: 'https://api.hubapi.com/oauth/2026-03/tokens'}}}",
               "connect"},
        Change{"auth: {oauth: {token: {url: 'https://api.hubspot.com/oauth/2026-03/token'}}}",
               "connect"},
        Change{"auth: {oauth: {token: {client: basic}}}", "connect"},
        Change{"whoami: {url: 'https://api.hubapi.com/oauth/2026-03/introspect'}", "identity"},
        Change{"auth: {oauth: {refresh: {url: 'https://api.hubapi.com/oauth/2026-03/refresh'}}}",
               "the same token"}));

// --- Google -------------------------------------------------------------------------------------

TEST(Google, AScopeThatTheUserUntickedIsMissingAndSaidSo) {
    World world{google_facts()};
    Browser person = world.browser();
    const Page page = world.consent(
        person, "user-1", ",\"scopes\":[\"" + calendar + "\",\"" + calendar_events + "\"]");
    HtmlForm form = page.form();
    std::erase_if(form.fields, [](const auto& field) { return field.first == "scope-1"; });
    const auto id = connected_account(person.submit(page, form, form.button("allow")));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.text(id, "/health"), "limited");
    EXPECT_THAT(world.texts(id, "/scopes"), ElementsAre(calendar));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre(calendar_events));
    EXPECT_TRUE(world.accepts(world.token(id)));
}

TEST(Google, ASmallerGrantIsWhatTheFaultSaysToo) {
    World world{google_facts()};
    world.sandbox.fault("smaller_scope");
    Browser person = world.browser();
    const Page page = world.consent(
        person, "user-1", ",\"scopes\":[\"" + calendar + "\",\"" + calendar_events + "\"]");
    const auto id =
        connected_account(decide_at_sandbox(person, page, world.facts.accounts.front(), "allow"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre(calendar_events));
}

TEST(Google, TheRefreshTokenThatCameOnceGoesOn) {
    World world{google_facts()};
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/metadata/email"), "first@sample.invalid");
    EXPECT_EQ(world.text(id, "/metadata/time_zone"), "Europe/Berlin");
    for (int i = 0; i < 2; ++i) EXPECT_EQ(world.refresh(id).status, 200);
    world.app.restart();
    EXPECT_EQ(world.refresh(id).status, 200);
    // Connected again, the platform asks anew and gives another.
    EXPECT_EQ(world.connect(), id);
    EXPECT_EQ(world.refresh(id).status, 200);
}

TEST(Google, ARevokeThatWouldEndAnotherConnectionIsNotMade) {
    World world{google_facts()};
    const auto first = world.connect(0, "user-1");
    const auto second = world.connect(0, "user-2");
    EXPECT_THAT(world.disconnect(first).text("/message"), HasSubstr("another connection"));
    EXPECT_EQ(world.sandbox.requests("/revoke"), 0);
    EXPECT_TRUE(world.accepts(world.token(second, "user-2")));
    const auto token = world.token(second, "user-2");
    EXPECT_EQ(world.disconnect(second, "user-2").status, 200);
    EXPECT_TRUE(eventually([&] { return !world.accepts(token); }));
}

TEST(Google, AnotherProductOfTheSameClientIsNotDisconnectedWithTheFirst) {
    World world{google_facts()};
    const Api admin{world.caller, world.app.url(), world.app.create_key("admin"), ""};
    const auto made =
        admin.post("/api/admin/integrations",
                   R"({"provider":"google-calendar","key":"google-second","clientId":")" +
                       world.facts.client + R"(","clientSecret":")" + world.facts.secret + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto first = world.connect();
    Browser person = world.browser();
    const Page page = begin_connect(world.api(), person, "google-second");
    const auto second =
        connected_account(decide_at_sandbox(person, page, world.facts.accounts.front(), "allow"));
    EXPECT_EQ(world.text(first, "/onDisconnect"), "kept_shared");
    EXPECT_EQ(world.text(second, "/onDisconnect"), "kept_shared");
    EXPECT_THAT(world.disconnect(first).text("/message"), HasSubstr("another connection"));
    EXPECT_EQ(world.sandbox.requests("/revoke"), 0);
    const auto token = [&] {
        const auto path = "/api/integrations/accounts/" + second + "/token";
        return world.api().get(path).text("/accessToken");
    };
    EXPECT_TRUE(world.accepts(token()));
    EXPECT_EQ(world.text(second, "/onDisconnect"), "revoked");
    const auto last = token();
    EXPECT_EQ(world.api().del("/api/integrations/accounts/" + second).status, 200);
    EXPECT_TRUE(eventually([&] { return !world.accepts(last); }));
}

TEST(Google, AnApplicationInTestingLosesItsGrantsAndTheUserIsTold) {
    World world{google_facts()};
    world.sandbox.tell(net::Method::put, "/control/clients/" + world.facts.client,
                       R"({"refreshLifeSeconds":1})");
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/accountName"), world.facts.accounts.front());
    EXPECT_TRUE(
        eventually([&] { return world.refresh(id).text("/code") == "reconnect_required"; }));
    EXPECT_EQ(world.text(id, "/status"), "expired");
    EXPECT_EQ(world.text(id, "/reason"), "dead_refresh_token");
    world.sandbox.tell(net::Method::put, "/control/clients/" + world.facts.client,
                       R"({"refreshLifeSeconds":0})");
    EXPECT_EQ(world.connect(), id);
    EXPECT_EQ(world.refresh(id).status, 200);
}

/// A consent of the same account to the same client that is none of ours: another installation's.
void consent_elsewhere(World& world) {
    const auto& facts = world.facts;
    const std::string back = "http://localhost:9/back";
    const net::Pairs asked{{"response_type", "code"},   {"client_id", facts.client},
                           {"redirect_uri", back},      {"scope", calendar},
                           {"access_type", "offline"},  {"prompt", "consent"},
                           {"state", "of-another-one"}, {"auto", "approve"}};
    const auto went = world.caller.send(
        net::Method::get, world.sandbox.origin() + "/accounts.google.com/o/oauth2/v2/auth?" +
                              net::write_pairs(asked));
    const auto pairs = net::parse_pairs(net::Url::parse(went.header("Location"))->query);
    const auto code =
        std::ranges::find(*pairs, "code", &std::pair<std::string, std::string>::first);
    const net::Pairs form{{"grant_type", "authorization_code"},
                          {"code", code->second},
                          {"redirect_uri", back},
                          {"client_id", facts.client},
                          {"client_secret", facts.secret}};
    const auto answer = world.caller.send(
        net::Method::post, world.sandbox.origin() + "/oauth2.googleapis.com/token",
        {{"Content-Type", "application/x-www-form-urlencoded"}}, net::write_pairs(form));
    if (answer.status != 200) throw Failure{answer.body};
}

TEST(Google, ARefreshTokenThatWasDroppedForAHundredNewerOnesIsToldAtTheNextRefresh) {
    World world{google_facts()};
    const auto id = world.connect();
    for (int i = 1; i < 100; ++i) consent_elsewhere(world);
    EXPECT_EQ(world.refresh(id).status, 200);
    consent_elsewhere(world);
    EXPECT_EQ(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/reason"), "dead_refresh_token");
    EXPECT_EQ(world.connect(), id);
    EXPECT_EQ(world.refresh(id).status, 200);
}

TEST(Google, WhoItIsComesAlongWhereOpenidIsAskedForAndIsNotKept) {
    World world{google_facts()};
    Browser person = world.browser();
    const Page page =
        world.consent(person, "user-1", ",\"scopes\":[\"openid\",\"" + calendar + "\"]");
    const auto id =
        connected_account(decide_at_sandbox(person, page, world.facts.accounts.front(), "allow"));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_TRUE(world.accepts(world.token(id)));
    EXPECT_FALSE(world.app.logged("eyJ")) << "a JWT";
}

TEST(Google, DeniedIsDenied) {
    World world{google_facts()};
    Browser person = world.browser();
    const Page page = world.consent(person);
    const Page end = decide_at_sandbox(person, page, world.facts.accounts.front(), "deny");
    EXPECT_EQ(end.parameter("error"), "access_denied");
    EXPECT_TRUE(list_connections(world.api()).empty());
}

// --- Instagram ----------------------------------------------------------------------------------

TEST(Instagram, BothShapesOfTheShortTokenEndInALongOne) {
    World world{instagram_facts()};
    for (int account : {0, 1}) {
        const auto id = world.connect(account);
        const auto& name = world.facts.accounts.at(static_cast<std::size_t>(account));
        EXPECT_EQ(world.text(id, "/metadata/ig_business_id"), name) << "digit by digit";
        EXPECT_THAT(world.text(id, "/metadata/profile_picture_url"), HasSubstr(".jpg"));
        EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
        EXPECT_TRUE(world.accepts(world.token(id)));
        const auto grant = world.sandbox.grants(name).at(0);
        EXPECT_EQ(scalar_text(find_pointer(grant, "/access/token")), world.token(id));
        EXPECT_EQ(scalar_text(find_pointer(grant, "/access/generation")), "2") << "the second one";
    }
    EXPECT_EQ(world.sandbox.requests("/graph.instagram.com/access_token"), 2);
}

TEST(Instagram, ATokenOfLessThanADayIsNotPresented) {
    World world{instagram_facts()};
    const auto id = world.connect();
    const auto before = world.token(id);
    const auto answer = world.refresh(id);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_FALSE(answer.json().at("success").as_bool());
    EXPECT_THAT(answer.text("/message"), HasSubstr("try again in 24 hours"));
    EXPECT_EQ(world.sandbox.requests("refresh_access_token"), 0);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.token(id), before);
}

TEST(Instagram, ATokenThatThePlatformFindsTooYoungStaysWell) {
    // We believe that it may be renewed at once; the platform does not.
    World world{instagram_facts(), "id: instagram\nauth: {oauth: {refresh: {min_age: null}}}\n"};
    const auto id = world.connect();
    world.refresh(id);
    EXPECT_EQ(world.sandbox.requests("refresh_access_token"), 1);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(world.accepts(world.token(id)));
}

TEST(Instagram, NothingCanBeRevokedAndTheUserIsToldWhatToDo) {
    World world{instagram_facts()};
    const auto id = world.connect();
    EXPECT_THAT(world.disconnect(id).text("/message"), HasSubstr("in Instagram's settings"));
}

TEST(Instagram, NoTokenIsInTheLog) {
    World world{instagram_facts()};
    const auto id = world.connect();
    const auto token = world.token(id);
    world.sandbox.fault("status=500@exchange");
    Browser person = world.browser();
    const Page page = world.consent(person);
    decide_at_sandbox(person, page, world.facts.accounts.at(1), "allow");
    EXPECT_FALSE(world.app.logged(token));
    EXPECT_FALSE(world.app.logged(world.facts.secret));
    EXPECT_FALSE(world.app.logged("IGAA"));
}

}  // namespace
}  // namespace fairlead::tests
