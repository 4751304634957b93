// SPDX-License-Identifier: Apache-2.0
//
// What GoHighLevel, Google's Analytics and Workspace, and Microsoft have in common, and what the
// latter three do in their own way, against the sandbox over sockets.
#include "cli/sandbox_command.h"
#include "support/office_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace fairlead::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using World = OfficeWorld;

// --- each of them -------------------------------------------------------------------------------

class Office : public testing::TestWithParam<const SandboxFacts*> {};

TEST_P(Office, IsInTheSandboxWithoutBeingToldOf) {
    const auto apps = cli::sandbox_apps();
    const auto& facts = *GetParam();
    const auto family = facts.id_variable.substr(0, facts.id_variable.find('_'));
    ASSERT_TRUE(apps.contains(family)) << family;
    EXPECT_EQ(apps.at(family).client_id, facts.client);
    EXPECT_EQ(apps.at(family).client_secret.expose(), facts.secret);
}

TEST_P(Office, DeniedIsDeniedAndNothingIsStored) {
    World world{*GetParam()};
    const Page end = world.decide(0, "deny");
    EXPECT_EQ(end.parameter("error"), "access_denied");
    EXPECT_TRUE(list_connections(world.api()).empty());
}

TEST_P(Office, ADeadRefreshTokenIsToldAndANewConsentHeals) {
    World world{*GetParam()};
    const auto id = world.connect();
    world.sandbox.revoke_grants(world.account_id(0));
    EXPECT_EQ(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/status"), "expired");
    EXPECT_EQ(world.text(id, "/reason"), "dead_refresh_token");
    EXPECT_EQ(world.connect(), id);
    EXPECT_TRUE(world.renews(id));
}

TEST_P(Office, OurWrongSecretIsTheOperatorsTroubleAndKeepsTheConnection) {
    World world{*GetParam()};
    const auto id = world.connect();
    world.sandbox.fault("invalid_client@refresh");
    const auto refused = world.refresh(id);
    EXPECT_EQ(refused.status, 200) << refused.body;
    EXPECT_FALSE(refused.json().at("success").as_bool()) << refused.body;
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(world.app.logged("A platform refuses our client"));
    EXPECT_TRUE(world.accepts(world.token(id)));
    EXPECT_TRUE(eventually([&] { return world.renews(id); }));
    EXPECT_EQ(world.text(id, "/status"), "connected");
}

TEST_P(Office, ASecretThatIsWrongFromTheStartIsNotTheUsersFault) {
    World world{*GetParam(), {.variables = {{GetParam()->secret_variable, "another-secret"}}}};
    const Page end = world.decide(0, "allow");
    EXPECT_EQ(end.parameter("status"), "error");
    EXPECT_EQ(end.parameter("reason"), "provider_config");
    EXPECT_TRUE(list_connections(world.api()).empty());
    EXPECT_FALSE(world.app.logged("another-secret"));
}

class OfficeTrouble : public testing::TestWithParam<std::tuple<const SandboxFacts*, const char*>> {
};

/// None of it says that the grant is over.
TEST_P(OfficeTrouble, AtARefreshKeepsTheConnectionAndPasses) {
    const auto& [facts, fault] = GetParam();
    World world{*facts};
    const auto id = world.connect();
    const auto before = world.token(id);
    world.sandbox.fault(std::string{fault} + "@refresh");
    const auto refused = world.refresh(id);
    EXPECT_EQ(refused.status, 200) << refused.body;
    EXPECT_FALSE(refused.json().at("success").as_bool()) << refused.body;
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.token(id), before);
    EXPECT_TRUE(world.accepts(before));
}

TEST_P(OfficeTrouble, AtTheExchangeConnectsNothing) {
    const auto& [facts, fault] = GetParam();
    World world{*facts};
    world.sandbox.fault(std::string{fault} + "@exchange");
    const Page end = world.decide(0, "allow");
    EXPECT_EQ(end.parameter("status"), "error");
    EXPECT_TRUE(list_connections(world.api()).empty());
    EXPECT_FALSE(world.app.logged(facts->secret));
    world.sandbox.clear_faults();
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/status"), "connected");
}

const SandboxFacts* const office[] = {&gohighlevel_facts(), &google_analytics_facts(),
                                      &google_workspace_facts(), &microsoft_facts()};

std::string name_of(const SandboxFacts& facts) {
    std::string name = facts.provider;
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Each, Office, testing::ValuesIn(office),
                         [](const auto& each) { return name_of(*each.param); });
INSTANTIATE_TEST_SUITE_P(Each, OfficeTrouble,
                         testing::Combine(testing::ValuesIn(office),
                                          testing::Values("rate_limited=1", "status=500",
                                                          "status=503", "cut")),
                         [](const auto& each) {
                             std::string name =
                                 name_of(*std::get<0>(each.param)) + "_" + std::get<1>(each.param);
                             std::ranges::replace(name, '=', '_');
                             return name;
                         });

// --- Microsoft ----------------------------------------------------------------------------------

TEST(Microsoft, TellsWhoItIsAndKeepsNoOfflineAccessAmongTheMissing) {
    World world{microsoft_facts()};
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/accountName"), "first@sample.invalid");
    EXPECT_EQ(world.text(id, "/metadata/user_id"), world.account_id(0));
    EXPECT_EQ(world.text(id, "/metadata/user_principal_name"), "first@sample.invalid");
    EXPECT_EQ(world.text(id, "/metadata/display_name"), "First Sample");
    EXPECT_EQ(world.text(id, "/metadata/mail"), "first@sample.invalid");
    EXPECT_THAT(world.texts(id, "/scopes"), ElementsAre("User.Read", "Calendars.ReadWrite",
                                                        "Mail.Read", "Mail.Send", "Contacts.Read"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_EQ(world.text(id, "/health"), "ok");
    EXPECT_EQ(world.text(id, "/onDisconnect"), "not_offered");
}

TEST(Microsoft, APersonalAccountHasNoMail) {
    World world{microsoft_facts()};
    const auto id = world.connect(2);
    EXPECT_EQ(world.text(id, "/accountName"), "third@sample.invalid");
    EXPECT_EQ(world.text(id, "/metadata/mail"), "(absent)");
}

TEST(Microsoft, ScopesThatComeBackAsUrlsAreNotMissed) {
    World world{microsoft_facts()};
    const auto id = world.connect(1);
    EXPECT_THAT(world.texts(id, "/scopes"), Contains("https://graph.microsoft.com/Mail.Read"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_TRUE(world.renews(id));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_EQ(world.text(id, "/health"), "ok");
}

TEST(Microsoft, EachRefreshTakesTheNewestToken) {
    World world{microsoft_facts()};
    const auto id = world.connect();
    for (int i = 1; i <= 3; ++i) {
        EXPECT_TRUE(world.renews(id));
        EXPECT_EQ(world.granted("/newest/generation"), std::to_string(i + 1));
    }
    world.app.restart();
    EXPECT_TRUE(world.renews(id));
    EXPECT_EQ(world.granted("/newest/generation"), "5") << "the stored one was the fourth";
}

/// The old token goes on, so an answer that was lost costs nothing.
TEST(Microsoft, AnAnswerThatWasLostIsAskedForAgain) {
    World world{microsoft_facts()};
    const auto id = world.connect();
    world.sandbox.fault("lost@refresh");
    EXPECT_FALSE(world.renews(id));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(eventually([&] { return world.renews(id); }));
    EXPECT_TRUE(world.accepts(world.token(id)));
    EXPECT_EQ(world.sandbox.sum(world.account_id(0), "refusals"), 0);
}

TEST(Microsoft, APlatformThatStaysSilentIsGivenUpInTime) {
    World world{microsoft_facts(), {.overlay = R"(id: microsoft
auth: {oauth: {refresh: {deadline_ms: 1000, lease_margin_ms: 500}}}
)"}};
    const auto id = world.connect();
    world.sandbox.fault("hang=5000@refresh");
    EXPECT_FALSE(world.renews(id));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(eventually([&] { return world.renews(id); }));
}

TEST(Microsoft, NothingIsRevokedAndTheUserIsToldWhatToDo) {
    World world{microsoft_facts()};
    const auto id = world.connect();
    const auto token = world.token(id);
    EXPECT_THAT(world.disconnect(id).text("/message"), HasSubstr("in Microsoft's settings"));
    EXPECT_TRUE(list_connections(world.api()).empty());
    EXPECT_TRUE(world.accepts(token)) << "the grant goes on until the user removes it";
}

TEST(Microsoft, ATenantOfItsOwnLetsNobodyElseIn) {
    World world{microsoft_facts(),
                {.variables = {{"MICROSOFT_CLIENT_VARS", "tenant=second-sample.invalid"}}}};
    const Page refused = world.decide(0, "allow");
    EXPECT_EQ(refused.answer.status, 400);
    EXPECT_THAT(refused.answer.body, HasSubstr("AADSTS50020"));
    const auto id = world.connect(1);
    EXPECT_TRUE(world.renews(id));
    EXPECT_GE(world.sandbox.requests("/second-sample.invalid/oauth2/v2.0/token"), 2);
    EXPECT_EQ(world.sandbox.requests("/common/"), 0);
}

TEST(Microsoft, ATenantThatCouldBeAnotherPathIsRefused) {
    World world{microsoft_facts(), {.variables = {{"MICROSOFT_CLIENT_VARS", "tenant=a/b"}}}};
    const Answer started = ask_for_link(world.api(), "microsoft", "");
    EXPECT_EQ(started.status, 409) << started.body;
    EXPECT_THAT(started.body, HasSubstr("MICROSOFT_CLIENT_VARS"));
}

TEST(Microsoft, NoTokenIsInTheLog) {
    World world{microsoft_facts()};
    const auto id = world.connect();
    const auto token = world.token(id);
    world.sandbox.fault("status=500@refresh");
    world.refresh(id);
    EXPECT_FALSE(world.app.logged(token));
    EXPECT_FALSE(world.app.logged(world.facts.secret));
    EXPECT_FALSE(world.app.logged("EwB"));
}

// --- Google -------------------------------------------------------------------------------------

const std::string google_scope = "https://www.googleapis.com/auth/";

class GoogleProduct : public testing::TestWithParam<const SandboxFacts*> {};

TEST_P(GoogleProduct, TellsTheAddressAndTheSubjectAndMissesNothing) {
    World world{*GetParam()};
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/accountName"), "first@sample.invalid");
    EXPECT_EQ(world.text(id, "/metadata/email"), "first@sample.invalid");
    EXPECT_EQ(world.text(id, "/metadata/google_id"), "100000000000000000001");
    EXPECT_EQ(world.text(id, "/metadata/time_zone"), "(absent)") << "is the calendar's";
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_THAT(world.texts(id, "/scopes"), Not(Contains(google_scope + "calendar")));
    EXPECT_EQ(world.text(id, "/health"), "ok");
}

TEST_P(GoogleProduct, TheRefreshTokenThatCameOnceGoesOn) {
    World world{*GetParam()};
    const auto id = world.connect();
    const auto before = world.granted("/newest/token");
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(world.renews(id));
    world.app.restart();
    EXPECT_TRUE(world.renews(id));
    EXPECT_EQ(world.granted("/newest/token"), before);
}

/// Each product asks for its own scopes; the platform adds what the application had before.
TEST_P(GoogleProduct, AddsToWhatAnotherProductWasGranted) {
    World world{*GetParam()};
    const auto calendar = connected_account(world.decide(google_facts(), 0, "allow"));
    const auto id = world.connect();
    EXPECT_THAT(world.texts(calendar, "/scopes"), ElementsAre(google_scope + "calendar"));
    EXPECT_THAT(world.texts(id, "/scopes"), Contains(google_scope + "calendar"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    const net::Headers headers{{"Authorization", "Bearer " + world.token(id)}};
    const auto primary = world.sandbox.origin() + google_facts().probe;
    EXPECT_EQ(world.caller.send(net::Method::get, primary, headers).status, 200);
}

/// Google's revoke would end the calendar's connection as well.
TEST_P(GoogleProduct, IsRevokedOnlyWhenNoOtherProductUsesTheAccount) {
    World world{*GetParam()};
    const auto calendar = connected_account(world.decide(google_facts(), 0, "allow"));
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/onDisconnect"), "kept_shared");
    EXPECT_EQ(world.text(calendar, "/onDisconnect"), "kept_shared");
    EXPECT_THAT(world.disconnect(id).text("/message"), HasSubstr("another connection"));
    EXPECT_EQ(world.sandbox.requests("/revoke"), 0);
    EXPECT_EQ(world.text(calendar, "/onDisconnect"), "revoked");
    const auto gone = world.api().del("/api/integrations/accounts/" + calendar);
    EXPECT_EQ(gone.status, 200) << gone.body;
    EXPECT_TRUE(eventually([&] { return world.sandbox.requests("/revoke") == 1; }));
    EXPECT_TRUE(eventually([&] {
        const auto grants = world.sandbox.grants(world.account_id(0));
        return std::ranges::all_of(grants, [](const auto& grant) {
            const auto* ended = find_pointer(grant, "/endedMs");
            return ended != nullptr && !ended->is_null();
        });
    }));
}

TEST_P(GoogleProduct, OfAnotherAccountIsRevokedByItself) {
    World world{*GetParam()};
    connected_account(world.decide(google_facts(), 1, "allow"));
    const auto id = world.connect(0);
    const auto token = world.token(id);
    EXPECT_EQ(world.text(id, "/onDisconnect"), "revoked");
    EXPECT_EQ(world.disconnect(id).status, 200);
    EXPECT_TRUE(eventually([&] { return !world.accepts(token); }));
}

TEST_P(GoogleProduct, AScopeThatTheUserUntickedIsMissingAndSaidSo) {
    World world{*GetParam()};
    Browser person = world.browser();
    const Page page = begin_connect(world.api(), person, world.facts.provider);
    HtmlForm form = page.form();
    // The two that say who it is come first; this one is the product's.
    std::erase_if(form.fields, [](const auto& field) { return field.first == "scope-2"; });
    const auto id = connected_account(person.submit(page, form, form.button("allow")));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.text(id, "/health"), "limited");
    EXPECT_EQ(world.texts(id, "/missingScopes").size(), 1u);
    EXPECT_THAT(world.text(id, "/missingScopes/0"), HasSubstr("readonly"));
}

TEST_P(GoogleProduct, HasNoIdentityWithoutTheAddress) {
    World world{*GetParam()};
    Browser person = world.browser();
    const Page page = begin_connect(world.api(), person, world.facts.provider);
    HtmlForm form = page.form();
    std::erase_if(form.fields, [](const auto& field) { return field.first == "scope-1"; });
    const auto id = connected_account(person.submit(page, form, form.button("allow")));
    EXPECT_NE(world.text(id, "/status"), "connected") << "the account is not known";
    EXPECT_EQ(world.text(id, "/reason"), "identity_failed");
}

INSTANTIATE_TEST_SUITE_P(Each, GoogleProduct,
                         testing::Values(&google_analytics_facts(), &google_workspace_facts()),
                         [](const auto& each) { return name_of(*each.param); });

}  // namespace
}  // namespace fairlead::tests
