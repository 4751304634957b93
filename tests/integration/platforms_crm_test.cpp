// SPDX-License-Identifier: Apache-2.0
//
// What the platforms for customers' data do in their own way, against the sandbox over sockets.
#include "base/text.h"
#include "cli/sandbox_command.h"
#include "crypto/hash.h"
#include "support/platform_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace fairlead::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Another grant of the same account to the same application, which is none of ours.
void consent_elsewhere(PlatformWorld& world, const std::string& authorize, const std::string& token,
                       net::Pairs asked, const std::string& account) {
    const std::string back = "http://localhost:9/back";
    const std::string verifier = "a-verifier-of-forty-three-characters-or-more";
    asked.emplace_back("response_type", "code");
    asked.emplace_back("client_id", world.facts.client);
    asked.emplace_back("redirect_uri", back);
    asked.emplace_back("state", "of-another-one");
    asked.emplace_back("code_challenge", base64url_encode(crypto::sha256(verifier)));
    asked.emplace_back("code_challenge_method", "S256");
    asked.emplace_back("account", account);
    asked.emplace_back("auto", "approve");
    const auto went = world.caller.send(
        net::Method::get, world.sandbox.origin() + authorize + "?" + net::write_pairs(asked));
    const auto pairs = net::parse_pairs(net::Url::parse(went.header("Location"))->query);
    const auto code =
        std::ranges::find(*pairs, "code", &std::pair<std::string, std::string>::first);
    const net::Pairs form{{"grant_type", "authorization_code"},
                          {"code", code->second},
                          {"redirect_uri", back},
                          {"code_verifier", verifier},
                          {"client_id", world.facts.client},
                          {"client_secret", world.facts.secret}};
    const auto answer = world.caller.send(net::Method::post, world.sandbox.origin() + token,
                                          {{"Content-Type", "application/x-www-form-urlencoded"}},
                                          net::write_pairs(form));
    if (answer.status != 200) throw Failure{answer.body};
}

/// A connect with more in the request's body, allowed.
Page connect_with(PlatformWorld& world, const std::string& members, int account) {
    Browser person = world.browser();
    const Page page = world.consent(person, "user-1", members);
    return decide_at_sandbox(person, page, world.account(account), "allow");
}

// --- all of them ---------------------------------------------------------------------------------

class Crm : public testing::TestWithParam<const SandboxFacts& (*)()> {
protected:
    /// With a deadline that a test can wait for.
    Crm()
        : world_(GetParam()(), "id: " + GetParam()().provider +
                                   "\nauth: {oauth: {refresh: {rotation: none, deadline_ms: 1500, "
                                   "lease_margin_ms: 500}}}\n") {}

    PlatformWorld world_;
};

TEST_P(Crm, IsInTheSandboxWithoutBeingTold) {
    const auto apps = cli::sandbox_apps();
    const auto family =
        world_.facts.id_variable.substr(0, world_.facts.id_variable.find("_CLIENT_ID"));
    ASSERT_TRUE(apps.contains(family)) << family;
    EXPECT_EQ(apps.at(family).client_id, world_.facts.client);
    EXPECT_EQ(apps.at(family).client_secret.expose(), world_.facts.secret);
}

TEST_P(Crm, DeniedIsDenied) {
    const Page end = world_.decide(0, "user-1", "deny");
    EXPECT_EQ(end.parameter("error"), "access_denied") << end.url;
    EXPECT_TRUE(list_connections(world_.api()).empty());
}

TEST_P(Crm, ADeadRefreshTokenIsToldAndAReconnectHeals) {
    const auto id = world_.connect();
    world_.sandbox.revoke_grants(world_.account(0));
    // A machine with too much to do may need more than one try within the short deadline.
    EXPECT_TRUE(
        eventually([&] { return world_.refresh(id).text("/code") == "reconnect_required"; }));
    EXPECT_EQ(world_.text(id, "/status"), "expired");
    EXPECT_EQ(world_.text(id, "/reason"), "dead_refresh_token");
    EXPECT_EQ(world_.connect(), id);
    EXPECT_TRUE(world_.accepts(world_.token(id)));
}

TEST_P(Crm, AWrongSecretAtTheConnectStoresNothing) {
    world_.sandbox.fault("invalid_client@exchange");
    EXPECT_NE(world_.decide(0, "user-1", "allow").parameter("status"), "success");
    EXPECT_TRUE(list_connections(world_.api()).empty());
}

/// What is the platform's or the operator's trouble costs nobody the connection.
TEST_P(Crm, ABadDayOfThePlatformCostsNoConnection) {
    const auto id = world_.connect();
    const auto before = world_.token(id);
    for (const char* fault : {"invalid_client@refresh", "rate_limited=1@refresh",
                              "status=500@refresh", "hang=4000@refresh"}) {
        world_.sandbox.fault(fault);
        const auto answer = world_.refresh(id);
        EXPECT_NE(answer.text("/code"), "reconnect_required") << fault << answer.body;
        EXPECT_EQ(world_.text(id, "/status"), "connected") << fault;
        EXPECT_EQ(world_.token(id), before) << fault;
    }
    world_.sandbox.clear_faults();
    EXPECT_TRUE(eventually([&] {
        world_.refresh(id);
        return world_.token(id) != before;
    }));
    EXPECT_TRUE(world_.accepts(world_.token(id)));
}

TEST_P(Crm, NeitherTokensNorTheSecretAreInTheLog) {
    const auto id = world_.connect();
    const auto token = world_.token(id);
    world_.sandbox.fault("status=500@exchange");
    world_.decide(1, "user-2", "allow");
    world_.refresh(id);
    world_.disconnect(id);
    EXPECT_FALSE(world_.app.logged(token));
    EXPECT_FALSE(world_.app.logged(world_.facts.secret));
}

INSTANTIATE_TEST_SUITE_P(Every, Crm,
                         testing::Values(&pipedrive_facts, &salesforce_facts, &zoho_facts),
                         [](const auto& each) {
                             return each.param().client.substr(0, each.param().client.find('-'));
                         });

// --- Pipedrive ----------------------------------------------------------------------------------

TEST(Pipedrive, TellsWhichCompanyItIsAndWhere) {
    PlatformWorld world{pipedrive_facts()};
    const auto id = world.connect();
    EXPECT_EQ(find_connection(world.api(), id).at("metadata").at("company_id"),
              json::value(10100001));
    EXPECT_EQ(world.text(id, "/metadata/api_domain"), "https://first-sample.pipedrive.com");
    EXPECT_EQ(world.text(id, "/accountName"), "First Sample");
    EXPECT_EQ(world.sandbox.requests("/first-sample.pipedrive.com/api/v1/users/me"), 1);
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
}

TEST(Pipedrive, AnApplicationThatMayLessIsSaidSo) {
    PlatformWorld world{pipedrive_facts()};
    world.sandbox.tell(net::Method::put, "/control/clients/" + world.facts.client,
                       R"({"scopes":["base","deals:full"]})");
    const auto id = world.connect();
    EXPECT_THAT(world.texts(id, "/scopes"), ElementsAre("base", "deals:full"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre("contacts:full"));
    EXPECT_EQ(world.text(id, "/health"), "limited");
}

TEST(Pipedrive, ARefreshTokenThatChangesIsUsedOnceEach) {
    PlatformWorld world{pipedrive_facts()};
    world.sandbox.tell(net::Method::put, "/control/clients/" + world.facts.client,
                       R"({"rotation":"strict"})");
    const auto id = world.connect();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(world.refresh(id).status, 200);
    EXPECT_EQ(world.sandbox.sum(world.account(0), "refreshes"), 3);
    EXPECT_EQ(world.sandbox.sum(world.account(0), "reuses"), 0);
}

TEST(Pipedrive, ARevokeThatWouldUninstallForAnotherConnectionIsNotMade) {
    PlatformWorld world{pipedrive_facts()};
    const auto first = world.connect(0, "user-1");
    const auto second = world.connect(0, "user-2");
    EXPECT_THAT(world.disconnect(first).text("/message"), HasSubstr("another connection"));
    EXPECT_EQ(world.sandbox.requests("/oauth/revoke"), 0);
    const auto token = world.token(second, "user-2");
    EXPECT_TRUE(world.accepts(token));
    EXPECT_EQ(world.disconnect(second, "user-2").status, 200);
    EXPECT_TRUE(eventually([&] { return !world.accepts(token); }));
}

// --- Salesforce ---------------------------------------------------------------------------------

TEST(Salesforce, TellsWhereTheOrganizationLives) {
    PlatformWorld world{salesforce_facts()};
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/providerAccountId"), "00D000000000001EAA/005000000000001AAA");
    EXPECT_EQ(world.text(id, "/metadata/organization_id"), "00D000000000001EAA");
    EXPECT_EQ(world.text(id, "/metadata/user_id"), "005000000000001AAA");
    EXPECT_EQ(world.text(id, "/metadata/instance_url"), "https://first-sample.my.salesforce.com");
    EXPECT_EQ(world.text(id, "/accountName"), "First Sample");
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_EQ(world.text(id, "/health"), "ok");
}

TEST(Salesforce, HowLongATokenLastsIsAskedAtTheOrganizationsAddress) {
    PlatformWorld world{salesforce_facts()};
    const auto id = world.connect();
    const auto asked = "/first-sample.my.salesforce.com/services/oauth2/introspect";
    EXPECT_EQ(world.sandbox.requests(asked), 1);
    const auto told = [&] { return world.call(net::Method::get, "token", id).text("/expiresAt"); };
    EXPECT_THAT(told(), HasSubstr("T"));
    EXPECT_EQ(world.refresh(id).status, 200);
    EXPECT_EQ(world.sandbox.requests(asked), 2);
    EXPECT_THAT(told(), HasSubstr("T"));
}

TEST(Salesforce, AnOrganizationThatMovedIsFoundAtItsNewAddress) {
    PlatformWorld world{salesforce_facts()};
    const auto id = world.connect(2);
    EXPECT_EQ(world.text(id, "/metadata/instance_url"), "https://third-sample.my.salesforce.com");
    EXPECT_EQ(world.refresh(id).status, 200);
    EXPECT_EQ(world.text(id, "/metadata/instance_url"), "https://third-moved.my.salesforce.com");
    EXPECT_EQ(world.text(id, "/metadata/organization_id"), "00D000000000003EAA");
    EXPECT_EQ(world.sandbox.requests("/third-moved.my.salesforce.com/services/oauth2/introspect"),
              1);
    world.app.restart();
    EXPECT_EQ(world.refresh(id).status, 200);
    EXPECT_EQ(world.sandbox.requests("/third-moved.my.salesforce.com/services/oauth2/introspect"),
              2);
}

TEST(Salesforce, ASecondRefreshAtOnceIsTriedAgainAndIsNotDead) {
    PlatformWorld world{salesforce_facts()};
    const auto id = world.connect();
    world.sandbox.fault("invalid_grant=busy@refresh");
    EXPECT_NE(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.sandbox.sum(world.account(0), "refreshes"), 0);
    EXPECT_TRUE(eventually([&] {
        world.refresh(id);
        return world.sandbox.sum(world.account(0), "refreshes") > 0;
    }));
    EXPECT_EQ(world.text(id, "/status"), "connected");
}

TEST(Salesforce, AnApplicationThatRotatesHasEachTokenUsedOnce) {
    PlatformWorld world{salesforce_facts()};
    world.sandbox.tell(net::Method::put, "/control/clients/" + world.facts.client,
                       R"({"rotation":"strict_family"})");
    const auto id = world.connect();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(world.refresh(id).status, 200);
    world.app.restart();
    EXPECT_EQ(world.refresh(id).status, 200);
    EXPECT_EQ(world.sandbox.sum(world.account(0), "refreshes"), 4);
    EXPECT_EQ(world.sandbox.sum(world.account(0), "reuses"), 0);
}

TEST(Salesforce, ASixthGrantElsewhereIsToldAtTheNextRefresh) {
    PlatformWorld world{salesforce_facts()};
    const auto id = world.connect();
    const std::string base = "/login.salesforce.com/services/oauth2";
    const auto elsewhere = [&] {
        consent_elsewhere(world, base + "/authorize", base + "/token",
                          {{"scope", "api refresh_token"}}, world.account(0));
    };
    for (int i = 0; i < 4; ++i) elsewhere();
    EXPECT_EQ(world.refresh(id).status, 200);
    elsewhere();
    EXPECT_EQ(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/reason"), "dead_refresh_token");
}

TEST(Salesforce, AnOwnDomainIsWhereThePersonSignsIn) {
    PlatformWorld world{salesforce_facts()};
    const auto home = R"(,"vars":{"login_host":"second-sample.my.salesforce.com"})";
    const auto id = connected_account(connect_with(world, home, 1));
    EXPECT_EQ(world.refresh(id).status, 200);
    EXPECT_EQ(world.sandbox.requests("/login.salesforce.com/services/oauth2/token"), 0);
    EXPECT_EQ(world.sandbox.requests("/second-sample.my.salesforce.com/services/oauth2/token"), 2);
    const auto token = world.token(id);
    EXPECT_EQ(world.disconnect(id).status, 200);
    EXPECT_TRUE(eventually([&] { return !world.accepts(token); }));
}

TEST(Salesforce, NoSecretFollowsAHostThatIsNotSalesforces) {
    PlatformWorld world{salesforce_facts()};
    for (const char* host : {"login.example.com", "login.salesforce.com.example.com",
                             "first.lightning.force.com", "www.salesforce.com", "localhost"}) {
        const auto refused = ask_for_link(world.api(), "salesforce",
                                          R"(,"vars":{"login_host":")" + std::string{host} + "\"}");
        EXPECT_EQ(refused.status, 400) << host << refused.body;
    }
}

TEST(Salesforce, PeopleOfASandboxConnectThroughItsVariant) {
    PlatformWorld world{salesforce_facts()};
    const Api admin{world.caller, world.app.url(), world.app.create_key("admin"), ""};
    const auto made = admin.post(
        "/api/admin/integrations",
        R"({"provider":"salesforce","key":"salesforce-test","variant":"sandbox","clientId":")" +
            world.facts.client + R"(","clientSecret":")" + world.facts.secret + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
    Browser person = world.browser();
    const Page page = begin_connect(world.api(), person, "salesforce-test");
    const auto id = connected_account(decide_at_sandbox(person, page, world.account(3), "allow"));
    EXPECT_EQ(world.text(id, "/metadata/instance_url"),
              "https://first-sample--test.sandbox.my.salesforce.com");
    EXPECT_EQ(world.sandbox.requests("/login.salesforce.com/services/oauth2/token"), 0);
    // The same person's number in a copy of the same organization is another account.
    EXPECT_NE(world.text(id, "/providerAccountId"), world.account(0));
}

// --- Zoho ---------------------------------------------------------------------------------------

TEST(Zoho, EveryDataCentreIsFoundByTheCallback) {
    PlatformWorld world{zoho_facts()};
    const std::vector<std::pair<int, std::string>> centers{
        {0, "eu"}, {3, "us"}, {4, "in"}, {5, "au"}, {6, "jp"}, {7, "ca"}, {8, "cn"}, {9, "sa"}};
    for (const auto& [account, center] : centers) {
        const auto id = world.connect(account);
        EXPECT_EQ(world.text(id, "/metadata/data_center"), center);
        EXPECT_THAT(world.text(id, "/metadata/api_domain"), HasSubstr("https://www.zohoapis."));
        EXPECT_EQ(world.text(id, "/metadata/organization_id"), world.account(account));
        EXPECT_EQ(world.refresh(id).status, 200) << center;
        EXPECT_EQ(world.disconnect(id).status, 200);
        EXPECT_TRUE(eventually([&] {
            const auto grant = world.newest_grant(account);
            const auto* ended = find_pointer(grant, "/endedMs");
            return ended != nullptr && !ended->is_null();
        })) << center;
    }
    EXPECT_EQ(world.sandbox.requests("/accounts.zoho.com/oauth/v2/token"), 3) << "its own alone";
}

/// What whoever holds the browser may put where the client secret is to be sent.
TEST(Zoho, ACallbackThatNamesAForeignServerIsRefusedAndNothingIsSentThere) {
    PlatformWorld world{zoho_facts()};
    const std::string own = world.sandbox.origin();
    for (const std::string& server :
         {std::string{"https://accounts.zoho.sample.invalid"},
          std::string{"https://accounts.zoho.eu.sample.invalid"},
          std::string{"https://sample.invalid/accounts.zoho.eu"},
          std::string{"https://accounts.zoho.eu@sample.invalid"},
          std::string{"https://accounts.zoho.eu:8443"}, std::string{"http://accounts.zoho.eu"},
          std::string{"https://accounts.zoho.eu/elsewhere"},
          std::string{"https://accounts.zoho.eu?elsewhere"},
          std::string{"https://x.accounts.zoho.eu"}, std::string{"https://www.zohoapis.eu"}, own}) {
        world.sandbox.fault("iss=" + server + "@callback");
        const Page end = world.decide(0, "user-1", "allow");
        EXPECT_EQ(end.parameter("status"), "error") << server << " " << end.url;
    }
    EXPECT_EQ(world.sandbox.requests("POST /"), world.sandbox.requests("/oauth/v2/auth") / 2)
        << "the consents, and nothing else";
    EXPECT_EQ(world.sandbox.requests("/token"), 0);
    EXPECT_EQ(world.sandbox.requests("sample.invalid"), 0);
    EXPECT_TRUE(list_connections(world.api()).empty());
    EXPECT_FALSE(world.app.logged(world.facts.secret));
}

TEST(Zoho, ACallbackWithoutAServerAsksTheOneWhereItBegan) {
    PlatformWorld world{zoho_facts()};
    world.sandbox.fault("iss=missing@callback");
    EXPECT_EQ(world.decide(0, "user-1", "allow").parameter("status"), "error")
        << "the code is another data centre's";
    EXPECT_EQ(world.sandbox.requests("/accounts.zoho.com/oauth/v2/token"), 1);
    world.sandbox.fault("iss=missing@callback");
    EXPECT_EQ(world.decide(3, "user-1", "allow").parameter("status"), "success");
}

TEST(Zoho, AnApplicationOfOneDataCentreBeginsThere) {
    PlatformWorld world{zoho_facts()};
    const Api admin{world.caller, world.app.url(), world.app.create_key("admin"), ""};
    const auto made =
        admin.post("/api/admin/integrations",
                   R"({"provider":"zoho-crm","key":"zoho-eu","variant":"eu","clientId":")" +
                       world.facts.client + R"(","clientSecret":")" + world.facts.secret + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
    world.sandbox.fault("iss=missing@callback");
    Browser person = world.browser();
    const Page page = begin_connect(world.api(), person, "zoho-eu");
    const auto id = connected_account(decide_at_sandbox(person, page, world.account(0), "allow"));
    EXPECT_EQ(world.text(id, "/metadata/api_domain"), "https://www.zohoapis.eu");
    EXPECT_EQ(world.sandbox.requests("/accounts.zoho.com/"), 0);
}

TEST(Zoho, TooManyRefreshesAreNoReasonToDisconnect) {
    PlatformWorld world{zoho_facts()};
    const auto id = world.connect();
    for (int i = 0; i < 10; ++i) ASSERT_EQ(world.refresh(id).status, 200) << i;
    const auto tired = world.refresh(id);
    EXPECT_NE(tired.text("/code"), "reconnect_required") << tired.body;
    EXPECT_EQ(world.sandbox.sum(world.account(0), "refreshes"), 10);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(world.accepts(world.token(id)));
}

}  // namespace
}  // namespace fairlead::tests
