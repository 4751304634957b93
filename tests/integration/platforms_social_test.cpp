// SPDX-License-Identifier: Apache-2.0
//
// Reddit and its like against the sandbox over sockets: what each does in its own way, and what all
// of them must bear.
#include "cli/sandbox_command.h"
#include "support/sandbox_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

using Settings = SandboxWorld::Setup;

const SandboxFacts* const every_platform[] = {&calendly_facts(), &reddit_facts(), &tiktok_facts()};

// --- all of them --------------------------------------------------------------------------------

class SocialPlatform : public testing::TestWithParam<const SandboxFacts*> {
protected:
    /// Not renewed, told as the platform's trouble, and the token that was there goes on.
    static void expect_kept(SandboxWorld& world, const std::string& id, const std::string& token) {
        const auto answer = world.refresh(id);
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_FALSE(answer.json().at("success").as_bool()) << answer.body;
        EXPECT_EQ(world.token(id), token);
        EXPECT_EQ(world.text(id, "/status"), "connected");
        EXPECT_TRUE(world.accepts(token));
    }
    static void expect_renewed(SandboxWorld& world, const std::string& id,
                               const std::string& before) {
        EXPECT_TRUE(eventually([&] {
            const auto answer = world.refresh(id);
            return answer.status == 200 && answer.json().at("success").as_bool();
        }));
        EXPECT_NE(world.token(id), before);
        EXPECT_TRUE(world.accepts(world.token(id)));
    }
    /// What a connect that fails says, having stored nothing.
    static std::string failure_of(SandboxWorld& world) {
        const Page page = world.decide("allow");
        EXPECT_EQ(page.parameter("status"), "error") << page.url;
        EXPECT_TRUE(list_connections(world.api()).empty());
        return page.parameter("error");
    }
    /// Tokens so short that a refresh of unknown outcome is tried again at once.
    static Settings impatient() {
        return {.overlay = "auth: {oauth: {refresh: {deadline_ms: 1500, lease_margin_ms: 500}}}",
                .client = R"({"accessSeconds":40})"};
    }
};

TEST_P(SocialPlatform, ConformsAsItIsShipped) {
    SandboxWorld world{*GetParam()};
    EXPECT_EQ(nonconformance(world), "");
}

TEST_P(SocialPlatform, IsAtHandInTheSandboxWithoutBeingTold) {
    const auto apps = cli::sandbox_apps();
    const auto& facts = *GetParam();
    const auto family = facts.id_variable.substr(0, facts.id_variable.find('_'));
    ASSERT_TRUE(apps.contains(family)) << family;
    EXPECT_EQ(apps.at(family).client_id, facts.client);
    EXPECT_EQ(apps.at(family).client_secret.expose(), facts.secret);
}

TEST_P(SocialPlatform, AWrongSecretIsTheOperatorsTrouble) {
    const auto& facts = *GetParam();
    SandboxWorld world{facts, {.variables = {{facts.secret_variable, "another-secret"}}}};
    const Page page = world.decide("allow");
    EXPECT_EQ(page.parameter("error"), "invalid_credentials") << page.url;
    EXPECT_TRUE(list_connections(world.api()).empty());
    EXPECT_TRUE(world.app.logged("refuses our client"));
    EXPECT_FALSE(world.app.logged("another-secret"));
}

TEST_P(SocialPlatform, OurSecretThatIsRefusedLaterCostsNoConnection) {
    SandboxWorld world{*GetParam()};
    const auto id = world.connect();
    world.sandbox.fault("invalid_client@refresh");
    EXPECT_NE(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.refresh(id).status, 200);
}

TEST_P(SocialPlatform, ADeadRefreshTokenIsToldAndNoticed) {
    SandboxWorld world{*GetParam()};
    const auto id = world.connect();
    world.sandbox.fault("revoked_refresh_token");
    EXPECT_EQ(world.refresh(id).text("/code"), "reconnect_required");
    EXPECT_EQ(world.text(id, "/status"), "expired");
    EXPECT_EQ(world.text(id, "/reason"), "dead_refresh_token");
    const auto notices = world.api().get("/api/notices").json();
    EXPECT_EQ(scalar_text(find_pointer(notices, "/items/0/connectionId")), id);
    EXPECT_EQ(world.connect(), id);
    EXPECT_TRUE(world.api().get("/api/notices").json().at("items").as_array().empty());
}

TEST_P(SocialPlatform, TooManyRequestsCostNothingAndPass) {
    SandboxWorld world{*GetParam()};
    world.sandbox.fault("rate_limited=7@exchange");
    EXPECT_EQ(failure_of(world), "rate_limited");
    const auto id = world.connect();
    const auto token = world.token(id);
    world.sandbox.fault("rate_limited=1@refresh");
    expect_kept(world, id, token);
    expect_renewed(world, id, token);
}

TEST_P(SocialPlatform, ServerErrorsCostNothingAndPass) {
    SandboxWorld world{*GetParam(), impatient()};
    world.sandbox.fault("status=500@exchange");
    EXPECT_EQ(failure_of(world), "provider_error");
    const auto id = world.connect();
    const auto token = world.token(id);
    world.sandbox.fault("status=500@refresh");
    expect_kept(world, id, token);
    expect_renewed(world, id, token);
}

TEST_P(SocialPlatform, SilenceEndsAtItsDeadlineAndCostsNothing) {
    SandboxWorld world{*GetParam(), impatient()};
    world.sandbox.fault("hang=4000@exchange");
    EXPECT_EQ(failure_of(world), "network");
    const auto id = world.connect();
    const auto token = world.token(id);
    world.sandbox.fault("hang=4000@refresh");
    expect_kept(world, id, token);
    expect_renewed(world, id, token);
}

TEST_P(SocialPlatform, ACodeThatIsRefusedStoresNothing) {
    SandboxWorld world{*GetParam()};
    world.sandbox.fault("bad_code");
    EXPECT_EQ(failure_of(world), "invalid_credentials");
}

TEST_P(SocialPlatform, NoTokenIsInTheLog) {
    SandboxWorld world{*GetParam()};
    const auto id = world.connect();
    const auto first = world.token(id);
    const auto refresh_token = world.newest_refresh_token();
    world.sandbox.fault("status=500@exchange");
    world.decide("allow", 1);
    EXPECT_EQ(world.refresh(id).status, 200);
    for (const auto& secret : {first, refresh_token, world.token(id), world.facts.secret}) {
        EXPECT_FALSE(world.app.logged(secret));
    }
}

INSTANTIATE_TEST_SUITE_P(Every, SocialPlatform, testing::ValuesIn(every_platform),
                         [](const auto& each) { return each.param->provider; });

// --- a file that says something else ------------------------------------------------------------

struct Change {
    const SandboxFacts* facts;
    const char* overlay;
    const char* step;  ///< where it is noticed
};

class ChangedFile : public testing::TestWithParam<Change> {};

TEST_P(ChangedFile, TurnsTheConformanceRed) {
    const auto& change = GetParam();
    SandboxWorld world{*change.facts, {.overlay = change.overlay}};
    EXPECT_THAT(nonconformance(world), StartsWith(change.step)) << change.overlay;
}

INSTANTIATE_TEST_SUITE_P(
    Calendly, ChangedFile,
    testing::Values(
        Change{&calendly_facts(), "auth: {oauth: {token: {client: post}}}", "connect"},
        Change{&calendly_facts(),
               "auth: {oauth: {authorize: {url: 'https://calendly.com/oauth/authorize'}}}",
               "connect"},
        Change{&calendly_facts(),
               "auth: {oauth: {token: {url: 'https://api.calendly.com/oauth/token'}}}", "connect"},
        Change{&calendly_facts(), "auth: {oauth: {authorize: {scope_join: '+'}}}", "connect"},
        Change{&calendly_facts(), "whoami: {path: /user/me}", "identity"},
        Change{&calendly_facts(), "whoami: {id: /resource/email}", "another account"},
        Change{&calendly_facts(), "auth: {oauth: {token: {read: {refresh: /refresh}}}}",
               "the same token"},
        Change{&calendly_facts(), "auth: {oauth: {revoke: {client: basic}}}", "revocation"},
        Change{&calendly_facts(),
               "auth: {oauth: {revoke: {url: 'https://api.calendly.com/oauth/revoke'}}}",
               "revocation"}));

INSTANTIATE_TEST_SUITE_P(
    TikTok, ChangedFile,
    testing::Values(
        Change{&tiktok_facts(), "auth: {oauth: {authorize: {rename: {client_id: client_id}}}}",
               "connect"},
        Change{&tiktok_facts(), "auth: {oauth: {authorize: {scope_join: ' '}}}", "connect"},
        Change{&tiktok_facts(), "auth: {oauth: {token: {rename: {client_id: client_id}}}}",
               "connect"},
        Change{&tiktok_facts(), "auth: {oauth: {token: {client: basic}}}", "connect"},
        Change{&tiktok_facts(),
               "auth: {oauth: {token: {url: 'https://open.tiktokapis.com/v2/oauth/token'}}}",
               "connect"},
        Change{&tiktok_facts(),
               "whoami: {url: 'https://open.tiktokapis.com/v2/user/info/?fields=everything'}",
               "identity"},
        Change{&tiktok_facts(), "whoami: {ok: {at: /error/code, is: fine}}", "identity"},
        Change{&tiktok_facts(), "whoami: {id: /data/user/union_id}", "another account"},
        Change{&tiktok_facts(), "auth: {oauth: {token: {read: {refresh: /data/refresh_token}}}}",
               "the same token"},
        Change{&tiktok_facts(), "auth: {oauth: {revoke: {extra: {token: '{refresh}'}}}}",
               "revocation"},
        Change{&tiktok_facts(), "auth: {oauth: {revoke: {rename: {client_id: client_id}}}}",
               "revocation"}));

INSTANTIATE_TEST_SUITE_P(
    Reddit, ChangedFile,
    testing::Values(
        Change{&reddit_facts(), "auth: {oauth: {token: {client: post}}}", "connect"},
        Change{&reddit_facts(), "auth: {oauth: {token: {send: json}}}", "connect"},
        Change{&reddit_facts(), "auth: {oauth: {token: {headers: {User-Agent: Fairlead/1}}}}",
               "connect"},
        Change{&reddit_facts(),
               "auth: {oauth: {authorize: {url: 'https://www.reddit.com/api/v1/authorise'}}}",
               "connect"},
        Change{&reddit_facts(),
               "auth: {oauth: {token: {url: 'https://oauth.reddit.com/api/v1/access_token'}}}",
               "connect"},
        Change{&reddit_facts(), "auth: {oauth: {authorize: {omit: [state]}}}", "connect"},
        Change{&reddit_facts(), "whoami: {headers: {User-Agent: Fairlead/1}}", "identity"},
        Change{&reddit_facts(), "whoami: {id: /name}", "another account"},
        Change{&reddit_facts(), "auth: {oauth: {authorize: {extra: {duration: temporary}}}}",
               "the same token"},
        Change{&reddit_facts(),
               "auth: {oauth: {refresh: {url: 'https://www.reddit.com/api/v1/refresh_token'}}}",
               "the same token"},
        Change{&reddit_facts(), "auth: {oauth: {revoke: {client: post}}}", "revocation"},
        Change{&reddit_facts(), "auth: {oauth: {revoke: {headers: {User-Agent: Fairlead/1}}}}",
               "revocation"},
        Change{&reddit_facts(),
               "auth: {oauth: {revoke: {url: 'https://www.reddit.com/api/v1/revoke'}}}",
               "revocation"}));

// --- Reddit -------------------------------------------------------------------------------------

TEST(Reddit, TellsTypedMetadataAndItsTextsAreNotEscaped) {
    SandboxWorld world{reddit_facts()};
    const auto id = world.connect();
    const auto connection = find_connection(world.api(), id);
    const auto& metadata = connection.at("metadata");
    EXPECT_EQ(metadata.at("username"), "first_sample");
    EXPECT_EQ(metadata.at("karma"), json::value(154));
    EXPECT_EQ(metadata.at("comment_karma"), json::value(34));
    EXPECT_EQ(metadata.at("icon_img"),
              "https://pictures.sample.invalid/1.png?width=256&height=256");
    EXPECT_EQ(world.text(id, "/accountName"), "first_sample");
    EXPECT_THAT(world.texts(id, "/scopes"),
                ElementsAre("identity", "history", "read", "privatemessages", "submit"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
    EXPECT_EQ(world.text(id, "/health"), "ok");
}

TEST(Reddit, AnAccountWithoutAPictureIsConnectedToo) {
    SandboxWorld world{reddit_facts()};
    const auto id = world.connect(2);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.text(id, "/metadata/username"), "ThirdSample");
    EXPECT_EQ(world.text(id, "/metadata/icon_img"), "(absent)");
}

TEST(Reddit, TheRefreshTokenStaysWhetherItIsToldAgainOrNot) {
    SandboxWorld world{reddit_facts()};
    for (const int account : {0, 1}) {
        const auto id = world.connect(account);
        const auto before = world.newest_refresh_token(account);
        for (int i = 0; i < 2; ++i) EXPECT_TRUE(world.refresh(id).json().at("success").as_bool());
        world.app.restart();
        EXPECT_TRUE(world.refresh(id).json().at("success").as_bool());
        EXPECT_EQ(world.newest_refresh_token(account), before);
        EXPECT_EQ(world.sandbox.sum(world.account(account), "refreshes"), 3);
        EXPECT_EQ(world.sandbox.sum(world.account(account), "refusals"), 0);
    }
}

TEST(Reddit, A400ThatSaysNothingOfTheTokenDisconnectsNobody) {
    SandboxWorld world{reddit_facts()};
    const auto id = world.connect();
    world.sandbox.fault("status=400@refresh");
    const auto answer = world.refresh(id);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(world.accepts(world.token(id)));
}

TEST(Reddit, AContactThatWouldBreakTheHeaderIsRefused) {
    SandboxWorld world{reddit_facts(), {.variables = {{"REDDIT_CLIENT_VARS", "contact=a)b"}}}};
    const auto answer = ask_for_link(world.api(), "reddit");
    EXPECT_EQ(answer.status, 409) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("REDDIT_CLIENT_VARS"));
}

// --- Calendly and TikTok ------------------------------------------------------------------------

class UsedUp : public testing::TestWithParam<const SandboxFacts*> {};

TEST_P(UsedUp, EachRefreshTokenIsPresentedOnce) {
    SandboxWorld world{*GetParam()};
    const auto id = world.connect();
    std::string last = world.newest_refresh_token();
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(world.refresh(id).json().at("success").as_bool());
        EXPECT_NE(world.newest_refresh_token(), last);
        last = world.newest_refresh_token();
    }
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 3);
    EXPECT_EQ(world.sandbox.sum(world.account(), "reuses"), 0);
}

/// There is no time of grace: what was lost is lost, but not before the access token is over.
TEST(TikTok, ALostAnswerCostsTheConnectionOnlyWhenItsTokenEnds) {
    // Whoever asks meanwhile waits until the lost call's lease is over.
    SandboxWorld world{
        tiktok_facts(),
        {.overlay = "auth: {oauth: {refresh: {deadline_ms: 3000, lease_margin_ms: 2000}}}\n",
         .client = R"({"accessSeconds":70})"}};
    const auto id = world.connect();
    const auto token = world.token(id);
    world.sandbox.fault("lost@refresh");
    EXPECT_FALSE(world.refresh(id).json().at("success").as_bool());
    EXPECT_EQ(world.token(id), token);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.sandbox.sum(world.account(), "reuses"), 0) << "the old one is kept back";
    EXPECT_TRUE(
        eventually([&] { return world.refresh(id).text("/code") == "reconnect_required"; }));
    EXPECT_EQ(world.text(id, "/status"), "expired");
    EXPECT_EQ(world.connect(), id);
    EXPECT_EQ(world.text(id, "/status"), "connected");
}

INSTANTIATE_TEST_SUITE_P(Every, UsedUp, testing::Values(&calendly_facts(), &tiktok_facts()),
                         [](const auto& each) { return each.param->provider; });

TEST(Calendly, TellsUserAndOrganizationAsUris) {
    SandboxWorld world{calendly_facts()};
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/metadata/user_uri"), world.account());
    EXPECT_EQ(world.text(id, "/metadata/organization_uri"),
              "https://api.calendly.com/organizations/SAMPLEORG0000001");
    EXPECT_EQ(world.text(id, "/metadata/email"), "first@sample.invalid");
    EXPECT_EQ(world.text(id, "/accountName"), "First Sample");
    EXPECT_EQ(world.texts(id, "/scopes").size(), 8u);
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
}

TEST(Calendly, TheNinthTokenCallOfAMinuteIsWaitedFor) {
    SandboxWorld world{calendly_facts()};
    const auto id = world.connect();
    std::string last;
    bool is_tired = false;
    for (int i = 0; i < 18 && !is_tired; ++i) {  // a minute may end meanwhile, once
        last = world.token(id);
        is_tired = !world.refresh(id).json().at("success").as_bool();
    }
    EXPECT_TRUE(is_tired);
    EXPECT_EQ(world.token(id), last);
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_TRUE(world.accepts(last));
}

TEST(Calendly, AnApplicationWithoutAScopeSendsItsUsersBack) {
    SandboxWorld world{calendly_facts(),
                       {.overlay = "auth: {oauth: {authorize: {scopes: [default]}}}"}};
    Browser person = world.browser();
    const Page page = world.consent(person);
    EXPECT_EQ(page.parameter("error"), "provider_error") << page.url;
    EXPECT_TRUE(list_connections(world.api()).empty());
}

TEST(TikTok, TellsWhoItIsAndScopesComeWithCommas) {
    SandboxWorld world{tiktok_facts()};
    const auto id = world.connect();
    EXPECT_EQ(world.text(id, "/metadata/open_id"), world.account());
    EXPECT_EQ(world.text(id, "/metadata/username"), "first.sample");
    EXPECT_EQ(world.text(id, "/metadata/display_name"), "First Sample");
    EXPECT_THAT(world.text(id, "/metadata/avatar_url"), HasSubstr("x-expires=1&s=2"));
    EXPECT_EQ(world.text(id, "/accountName"), "First Sample");
    EXPECT_THAT(world.texts(id, "/scopes"), ElementsAre("user.info.basic", "user.info.profile",
                                                        "user.info.stats", "video.list"));
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre());
}

TEST(TikTok, WhoHidesTheUserNameIsConnectedWithoutIt) {
    SandboxWorld world{tiktok_facts()};
    Browser person = world.browser();
    const Page page = world.consent(person);
    HtmlForm form = page.form();
    std::erase_if(form.fields, [](const auto& field) { return field.first == "scope-1"; });
    const auto id = connected_account(person.submit(page, form, form.button("allow")));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.text(id, "/health"), "limited");
    EXPECT_THAT(world.texts(id, "/missingScopes"), ElementsAre("user.info.profile"));
    EXPECT_EQ(world.text(id, "/metadata/username"), "(absent)");
    EXPECT_EQ(world.text(id, "/metadata/display_name"), "First Sample");
}

TEST(TikTok, ARevokeThatWouldEndAnotherConnectionIsNotMade) {
    SandboxWorld world{tiktok_facts()};
    const auto first = world.connect(0, "user-1");
    const auto second = world.connect(0, "user-2");
    EXPECT_THAT(world.disconnect(first).text("/message"), HasSubstr("another connection"));
    EXPECT_EQ(world.sandbox.requests("/revoke"), 0);
    const auto token = world.token(second, "user-2");
    EXPECT_TRUE(world.accepts(token));
    EXPECT_EQ(world.disconnect(second, "user-2").status, 200);
    EXPECT_TRUE(eventually([&] { return !world.accepts(token); }));
}

/// An application of the desktop, as TikTok has them for redirects to one's own machine.
TEST(TikTok, TheVariantForTheDesktopChallengesInHexadecimal) {
    SandboxWorld world{tiktok_facts()};
    const auto back = world.app.url() + "/api/integrations/callback/tiktok-desktop";
    world.set_client("{\"redirectUris\":[\"" + back + "\"]}");
    const Api admin{world.caller, world.app.url(), world.app.create_key("admin"), ""};
    const auto made = admin.post(
        "/api/admin/integrations",
        R"({"provider":"tiktok","key":"tiktok-desktop","variant":"desktop","clientId":")" +
            world.facts.client + R"(","clientSecret":")" + world.facts.secret + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
    Browser person = world.browser();
    const Page page = begin_connect(world.api(), person, "tiktok-desktop");
    const auto id = connected_account(decide_at_sandbox(person, page, world.account(), "allow"));
    EXPECT_EQ(world.text(id, "/metadata/open_id"), world.account());
    // One that is registered for the web sends none, and is told so on TikTok's page.
    Browser other = world.browser();
    EXPECT_THAT(world.consent(other).answer.body, HasSubstr("code_challenge"));
}

}  // namespace
}  // namespace fairlead::tests
