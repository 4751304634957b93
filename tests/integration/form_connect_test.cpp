// SPDX-License-Identifier: Apache-2.0
//
// Connecting platforms that have no consent page: by a form, against the sandbox over sockets.
#include "support/form_world.h"
#include "support/stored_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using World = FormWorld;

const FormPlatform platforms[] = {
    openai_form(),
    gemini_form(),
    onlyfans_form(),
    pipedrive_form(),
};

class FormConnect : public testing::TestWithParam<FormPlatform> {
protected:
    const FormPlatform& platform() const { return GetParam(); }
    World world_;
};

TEST_P(FormConnect, ProvesTheKeyWithOneCallAndStoresIt) {
    const auto key = world_.make_key(platform());
    const auto answer = world_.submit(platform(), key);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.body, Not(HasSubstr(key)));
    EXPECT_EQ(world_.calls(platform()), 1);
    const auto id = answer.text("/connectionId");
    EXPECT_EQ(answer.text("/status"), "connected");
    EXPECT_EQ(world_.text(id, "/status"), "connected");
    EXPECT_EQ(world_.text(id, "/health"), "ok");
    EXPECT_EQ(world_.text(id, "/isConnected"), "true");
    EXPECT_NE(world_.text(id, "/accountName"), "");
    if (platform().account_id.empty())
        EXPECT_THAT(world_.text(id, "/providerAccountId"), StartsWith("key:"));
    else
        EXPECT_EQ(world_.text(id, "/providerAccountId"), platform().account_id);
    const auto token = world_.token(id);
    ASSERT_EQ(token.status, 200) << token.body;
    EXPECT_EQ(token.text("/accessToken"), key);
    EXPECT_TRUE(token.json().at("expiresAt").is_null());
    EXPECT_TRUE(world_.accepts(platform(), token.text("/accessToken")));
    const auto audit = world_.audit();
    EXPECT_THAT(audit, HasSubstr("oauth_initiated"));
    const auto said = audit.find("oauth_completed");
    EXPECT_NE(said, std::string::npos) << audit;
    EXPECT_EQ(said, audit.rfind("oauth_completed")) << "once: " << audit;
    EXPECT_THAT(audit, Not(HasSubstr(key)));
}

TEST_P(FormConnect, AKeyThatThePlatformRefusesIsStoredNowhere) {
    const std::string wrong = "a-key-that-nobody-has-made-0123456789";
    const auto answer = world_.submit(platform(), wrong);
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.text("/code"), "invalid_credentials");
    EXPECT_EQ(answer.text("/detail"), "Unable to connect. Please check your credentials.");
    EXPECT_EQ(answer.text("/faults/0/pointer"), "/fields/" + platform().field);
    EXPECT_THAT(list_connections(world_.api()), IsEmpty());
    EXPECT_EQ(scalar_text(find_pointer(world_.attempts(), "/0/kind")), "invalid_credentials");
    EXPECT_THAT(world_.audit(), HasSubstr("oauth_failed"));
    EXPECT_THAT(world_.app.stored_bytes(), Not(HasSubstr(wrong)));
    EXPECT_FALSE(world_.app.logged(wrong));
    // The next one that is right ends the memory of it.
    world_.connect(platform(), world_.make_key(platform()));
    EXPECT_TRUE(world_.attempts().as_array().empty());
}

TEST_P(FormConnect, APlatformWithAProblemOrWithoutAWordIsToldApart) {
    const auto key = world_.make_key(platform());
    world_.sandbox->fault("status=500@me");
    const auto broken = world_.submit(platform(), key);
    EXPECT_EQ(broken.status, 502) << broken.body;
    EXPECT_EQ(broken.text("/code"), "provider_error");
    EXPECT_THAT(broken.text("/detail"), HasSubstr("had a problem"));
    world_.sandbox->fault("html@me");
    EXPECT_EQ(world_.submit(platform(), key).text("/code"), "provider_error");
    world_.sandbox->fault("rate_limited=240@me");
    const auto limited = world_.submit(platform(), key);
    EXPECT_EQ(limited.status, 429) << limited.body;
    EXPECT_EQ(limited.text("/detail"), "Too many attempts. Please try again in 4 minutes.");
    EXPECT_EQ(limited.header("Retry-After"), "240");
    world_.sandbox.reset();
    const auto unreachable = world_.submit(platform(), key);
    EXPECT_EQ(unreachable.status, 502) << unreachable.body;
    EXPECT_EQ(unreachable.text("/code"), "network");
    EXPECT_EQ(unreachable.text("/detail"), "Connection failed. Please check your internet.");
    EXPECT_THAT(list_connections(world_.api()), IsEmpty());
}

TEST_P(FormConnect, TheSameAccountAgainIsTheSameConnection) {
    const auto key = world_.make_key(platform());
    const auto id = world_.connect(platform(), key);
    EXPECT_EQ(world_.connect(platform(), key), id);
    EXPECT_EQ(world_.connect(platform(), "  " + key + "\\n"), id) << "as it was copied";
    EXPECT_EQ(list_connections(world_.api()).size(), 1u);
    // Somebody else's is somebody else's.
    EXPECT_NE(world_.connect(platform(), key, "user-2"), id);
    EXPECT_EQ(world_.token(id, "user-2").status, 404);
}

TEST_P(FormConnect, AKeyThatDiedIsFoundOutToldAndHealedByAnother) {
    const auto key = world_.make_key(platform());
    const auto id = world_.connect(platform(), key);
    const auto well = world_.refresh(platform(), id);
    ASSERT_EQ(well.status, 200) << well.body;
    EXPECT_TRUE(well.json().at("success").as_bool()) << "asked, and taken";
    EXPECT_EQ(world_.calls(platform()), 2);

    world_.delete_keys(platform());
    EXPECT_EQ(world_.refresh(platform(), id).text("/code"), "reconnect_required");
    EXPECT_EQ(world_.text(id, "/status"), "expired");
    EXPECT_EQ(world_.text(id, "/reason"), "revoked");
    EXPECT_EQ(world_.token(id).text("/code"), "reconnect_required");
    const auto notices = world_.api().get("/api/notices").json();
    EXPECT_EQ(scalar_text(find_pointer(notices, "/items/0/connectionId")), id);

    const auto next = world_.make_key(platform());
    const auto healed = world_.submit(platform(), next, R"(,"connectionId":")" + id + R"(")");
    ASSERT_EQ(healed.status, 200) << healed.body;
    EXPECT_EQ(healed.text("/connectionId"), id);
    EXPECT_EQ(world_.text(id, "/status"), "connected");
    EXPECT_EQ(world_.token(id).text("/accessToken"), next);
    EXPECT_TRUE(world_.api().get("/api/notices").json().at("items").as_array().empty());
}

TEST_P(FormConnect, ADownPlatformDoesNotCostAConnection) {
    const auto id = world_.connect(platform(), world_.make_key(platform()));
    world_.sandbox->fault("status=503@me");
    EXPECT_EQ(world_.refresh(platform(), id).status, 502);
    EXPECT_EQ(world_.text(id, "/status"), "connected");
    EXPECT_EQ(world_.token(id).status, 200);
}

TEST_P(FormConnect, IsCheckedWithACallAndIsOverOnceThePlatformRefusesIt) {
    const auto key = world_.make_key(platform());
    const auto id = world_.connect(platform(), key);
    const std::string check = "/api/integrations/accounts/" + id + "/check";
    EXPECT_EQ(world_.api().send(net::Method::post, check).text("/outcome"), "works");
    world_.sandbox->fault("status=503@me");
    EXPECT_EQ(world_.api().send(net::Method::post, check).text("/outcome"), "unavailable");
    EXPECT_EQ(world_.text(id, "/status"), "connected");
    world_.delete_keys(platform());
    const auto over = world_.api().send(net::Method::post, check);
    EXPECT_EQ(over.text("/outcome"), "reconnect") << over.body;
    EXPECT_FALSE(over.json().at("works").as_bool()) << over.body;
    EXPECT_EQ(world_.text(id, "/status"), "expired");
}

TEST_P(FormConnect, IsNeverRenewedByItselfAndOutlivesTheServer) {
    const auto key = world_.make_key(platform());
    const auto id = world_.connect(platform(), key);
    EXPECT_EQ(world_.text(id, "/nextRefreshAt"), "(absent)");
    EXPECT_EQ(world_.text(id, "/expiresAt"), "(absent)");
    world_.app.restart();
    EXPECT_EQ(world_.token(id).text("/accessToken"), key);
    EXPECT_EQ(world_.text(id, "/status"), "connected");
    EXPECT_EQ(world_.calls(platform()), 1);
}

TEST_P(FormConnect, DisconnectingErasesTheKey) {
    const auto key = world_.make_key(platform());
    const auto id = world_.connect(platform(), key);
    EXPECT_THAT(world_.app.stored_bytes(), Not(HasSubstr(key)));
    const auto gone = world_.api().del("/api/integrations/accounts/" + id);
    ASSERT_EQ(gone.status, 200) << gone.body;
    EXPECT_THAT(gone.text("/message"), HasSubstr("delete"));
    EXPECT_EQ(world_.token(id).status, 404);
    EXPECT_THAT(list_connections(world_.api()), IsEmpty());
    EXPECT_FALSE(world_.app.logged(key));
    EXPECT_TRUE(world_.accepts(platform(), key)) << "nobody but its owner deletes it there";
    EXPECT_EQ(world_.connect(platform(), key), id) << "connected again it is revived";
}

TEST_P(FormConnect, AllThatIsWrongWithAFormIsSaidAtOnceAndNothingIsSent) {
    const auto path = "/api/integrations/connect/" + platform().provider;
    const auto answer = world_.api().post(path + "/credentials",
                                          R"({"fields":{"api_kee":"x"},"vars":{"colour":"red"}})");
    EXPECT_EQ(answer.status, 400) << answer.body;
    std::vector<std::string> pointers;
    const json::value told = answer.json();
    for (const auto& fault : told.at("faults").as_array())
        pointers.emplace_back(fault.at("pointer").as_string());
    EXPECT_THAT(pointers, testing::IsSupersetOf({"/fields/" + platform().field,
                                                 std::string{"/fields/api_kee"},
                                                 std::string{"/vars/colour"}}));
    EXPECT_EQ(world_.calls(platform()), 0);
}

TEST_P(FormConnect, ALinkShowsTheFormToWhoOpensItAndConnectsThere) {
    const auto key = world_.make_key(platform());
    Browser person = make_browser(world_.caller, world_.app, world_.sandbox->origin());
    const auto started = ask_for_link(world_.api(), platform().provider);
    ASSERT_EQ(started.status, 200) << started.body;
    const Page page = person.open(started.text("/authUrl"));
    EXPECT_EQ(page.answer.status, 200);
    EXPECT_THAT(page.answer.body, HasSubstr("user-1"));
    EXPECT_THAT(page.answer.body, HasSubstr("type=\"password\""));
    HtmlForm form = page.form();
    form.fill("field." + platform().field, "a-key-that-nobody-has-made-0123456789");
    if (*platform().vars != 0) form.fill("var.account_id", platform().account_id);
    const Page again = person.submit(page, form, form.buttons.data());
    EXPECT_EQ(again.answer.status, 400);
    EXPECT_THAT(again.answer.body, HasSubstr("Unable to connect. Please check your credentials."));
    EXPECT_THAT(again.answer.body, HasSubstr("does not accept this"));
    EXPECT_THAT(again.answer.body, Not(HasSubstr("nobody-has-made")));

    HtmlForm second = again.form();
    second.fill("field." + platform().field, key);
    const Page end = person.submit(again, second, second.buttons.data());
    EXPECT_THAT(end.url, StartsWith(application_page));
    const auto id = connected_account(end);
    EXPECT_EQ(world_.token(id).text("/accessToken"), key);
    // The link is used up.
    EXPECT_EQ(person.open(started.text("/authUrl")).answer.status, 404);
    EXPECT_EQ(person.submit(again, second, second.buttons.data()).answer.status, 404);
    EXPECT_EQ(list_connections(world_.api()).size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Every, FormConnect, testing::ValuesIn(platforms),
                         [](const auto& platform) { return platform.param.name; });

// --- what is of one of them ---------------------------------------------------------------------

const FormPlatform& openai() { return platforms[0]; }
const FormPlatform& onlyfans() { return platforms[2]; }

TEST(FormConnectOpenai, SeveralKeysAreSeveralConnectionsToldApart) {
    World world;
    const auto first = world.connect(openai(), world.make_key(openai()));
    const auto second = world.connect(openai(), world.make_key(openai(), "org-second-sample"));
    EXPECT_NE(first, second);
    EXPECT_NE(world.text(first, "/accountName"), world.text(second, "/accountName"));
    EXPECT_THAT(world.text(first, "/accountName"), StartsWith("API key "));
    EXPECT_EQ(world.token(first).text("/tokenType"), "Bearer");
    // A key that another connection has is not taken for this one.
    const auto key = world.token(second).text("/accessToken");
    const auto refused = world.submit(openai(), key, R"(,"connectionId":")" + first + R"(")");
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(refused.text("/code"), "other_account");
    EXPECT_NE(world.token(first).text("/accessToken"), key);
}

TEST(FormConnectOpenai, AnotherUsersConnectionIsNotThere) {
    World world;
    const auto key = world.make_key(openai());
    const auto theirs = world.connect(openai(), key, "user-2");
    const auto other = world.make_key(openai());
    for (const auto& id : {theirs, std::string{"00000000-0000-7000-8000-000000000001"}}) {
        const auto refused = world.submit(openai(), other, R"(,"connectionId":")" + id + R"(")");
        EXPECT_EQ(refused.status, 404) << refused.body;
    }
    EXPECT_EQ(world.token(theirs, "user-2").text("/accessToken"), key);
    EXPECT_THAT(list_connections(world.api()), IsEmpty());
}

TEST(FormConnectOpenai, AKeyThatMayTooLittleIsToldSo) {
    World world;
    const auto key = world.make_key(openai(), "org-restricted-sample");
    const auto answer = world.submit(openai(), key);
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.text("/code"), "permission");
    EXPECT_EQ(answer.text("/detail"),
              "OpenAI refused this. Check the permissions in OpenAI's settings.");
    EXPECT_EQ(
        world.submit(openai(), world.make_key(openai(), "org-without-credit-sample")).text("/code"),
        "suspended");
    EXPECT_THAT(list_connections(world.api()), IsEmpty());
}

/// What a platform says of a key that it takes and that is of no use: it is not called well.
TEST(FormConnectOpenai, AKeyThatMayNoMoreWhatItMightIsNotCalledWell) {
    World world;
    const auto id = world.connect(openai(), world.make_key(openai()));
    const auto check = "/api/integrations/accounts/" + id + "/check";
    world.sandbox->fault("refused=403@me");
    const auto checked = world.api().send(net::Method::post, check);
    EXPECT_EQ(checked.text("/outcome"), "permission") << checked.body;
    EXPECT_FALSE(checked.json().at("works").as_bool()) << checked.body;
    EXPECT_THAT(checked.text("/message"), HasSubstr("OpenAI"));
    EXPECT_EQ(world.text(id, "/status"), "connected");
    // It is not over, and no other key is asked for.
    world.sandbox->fault("refused=403@me");
    EXPECT_TRUE(world.refresh(openai(), id).json().at("success").as_bool());
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.api().send(net::Method::post, check).text("/outcome"), "works");
}

TEST(FormConnectOnlyfans, APlanThatIsOverIsToldSoAndCostsNoConnection) {
    World world;
    const auto id = world.connect(onlyfans(), world.make_key(onlyfans()));
    const auto check = "/api/integrations/accounts/" + id + "/check";
    world.sandbox->fault("refused=403@me*2");
    const auto checked = world.api().send(net::Method::post, check);
    EXPECT_EQ(checked.text("/outcome"), "suspended") << checked.body;
    EXPECT_FALSE(checked.json().at("works").as_bool()) << checked.body;
    const auto refreshed = world.refresh(onlyfans(), id);
    EXPECT_EQ(refreshed.status, 502) << refreshed.body;
    EXPECT_EQ(refreshed.text("/code"), "suspended");
    EXPECT_EQ(world.text(id, "/status"), "connected");
    EXPECT_EQ(world.api().send(net::Method::post, check).text("/outcome"), "works");
}

TEST(FormConnectOpenai, IsOfferedWithItsFormOnceItIsSwitchedOn) {
    World world;
    const auto listing = world.api().get("/api/integrations").json();
    std::string form;
    std::string state;
    for (const auto& offer : listing.at("items").as_array()) {
        if (offer.at("key").as_string() != "openai") continue;
        form = json::serialize(offer.at("form"));
        state = offer.at("state").as_string();
    }
    EXPECT_EQ(state, "available");
    EXPECT_THAT(form, HasSubstr(R"("name":"api_key","of":"fields","label":"API key")"));
    EXPECT_THAT(form, HasSubstr(R"("secret":true)"));

    world.app.set("ENABLE_OPENAI_INTEGRATION", "false");
    world.app.restart();
    EXPECT_EQ(world.submit(openai(), "any").text("/code"), "integration_disabled");
}

TEST(FormConnectOpenai, AnAdministratorAddsItWithoutAClientId) {
    TemporaryDirectory directory;
    HttpCaller caller;
    SandboxUnderTest sandbox{directory.path(), caller};
    AppUnderTest app{
        directory.path(),
        {{"FAIRLEAD_SANDBOX_URL", sandbox.origin()}, {"FAIRLEAD_SANDBOX_CA", sandbox.ca_path()}}};
    app.start();
    const Api user{caller, app.url(), app.create_key("connections:read,connections:write"), "u"};
    const auto path = "/api/integrations/connect/openai/credentials";
    const auto body = R"({"fields":{"api_key":"sk-sample-first-key-that-opens-nothing-real"}})";
    const auto refused = user.post(path, body);
    EXPECT_EQ(refused.text("/code"), "integration_not_configured");
    EXPECT_THAT(refused.text("/detail"), HasSubstr("ENABLE_OPENAI_INTEGRATION=true"));
    const Api admin{caller, app.url(), app.create_key("admin"), ""};
    const auto made = admin.post("/api/admin/integrations", R"({"provider":"openai"})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(user.post(path, body).status, 200);
    const auto consent = admin.post("/api/admin/integrations", R"({"provider":"hubspot"})");
    EXPECT_EQ(consent.status, 400);
    EXPECT_EQ(consent.text("/faults/0/pointer"), "/clientId");
}

TEST(FormConnectOpenai, WaitsForTheApplicationsBackendWhereThatHasTheLastWord) {
    World world;
    // RFC 7636 appendix B.
    const auto session =
        world.api().post("/api/connect/sessions",
                         R"({"provider":"openai","redirectUrl":")" + application_page +
                             R"(","codeChallenge":"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"})");
    ASSERT_EQ(session.status, 201) << session.body;
    const auto key = world.make_key(openai());
    Browser person = make_browser(world.caller, world.app, world.sandbox->origin());
    const Page page = person.open(session.text("/url"));
    HtmlForm form = page.form();
    form.fill("field.api_key", key);
    const Page end = person.submit(page, form, form.buttons.data());
    EXPECT_EQ(end.parameter("status"), "pending");
    EXPECT_EQ(end.parameter("session"), session.text("/id"));
    EXPECT_THAT(list_connections(world.api()), IsEmpty());
    EXPECT_THAT(world.app.stored_bytes(), Not(HasSubstr(key)));
    const auto finished =
        world.api().post("/api/connect/sessions/" + session.text("/id") + "/finish",
                         R"({"codeVerifier":"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"})");
    ASSERT_EQ(finished.status, 200) << finished.body;
    EXPECT_EQ(world.token(finished.text("/connectionId")).text("/accessToken"), key);
}

TEST(FormConnectOnlyfans, TellsMetadataAndTheAccountThatIsMeant) {
    World world;
    const auto id = world.connect(onlyfans(), world.make_key(onlyfans()));
    EXPECT_EQ(world.text(id, "/accountName"), "First Sample");
    EXPECT_EQ(world.text(id, "/metadata/account_id"), "acct_sample01");
    EXPECT_EQ(world.text(id, "/metadata/username"), "first-sample");
    EXPECT_EQ(world.text(id, "/metadata/display_name"), "First Sample");
    EXPECT_THAT(world.text(id, "/metadata/avatar_url"), StartsWith("https://"));
}

TEST(FormConnectOnlyfans, OneKeyOpensSeveralAccountsAndNoneOfAnotherTeam) {
    World world;
    const auto key = world.make_key(onlyfans());
    const auto submit = [&](const std::string& account) {
        return world.api().post("/api/integrations/connect/onlyfans/credentials",
                                R"({"fields":{"api_key":")" + key + R"("},"vars":{"account_id":")" +
                                    account + R"("}})");
    };
    const auto first = submit("acct_sample01");
    const auto second = submit("acct_sample02");
    ASSERT_EQ(first.status, 200) << first.body;
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_NE(first.text("/connectionId"), second.text("/connectionId"));
    const auto foreign = submit("acct_sample04");
    EXPECT_EQ(foreign.status, 400) << foreign.body;
    EXPECT_EQ(foreign.text("/code"), "invalid_credentials");
    EXPECT_EQ(foreign.text("/faults/0/pointer"), "/vars/account_id");
    EXPECT_EQ(submit("../other").text("/faults/0/pointer"), "/vars/account_id");
    EXPECT_EQ(list_connections(world.api()).size(), 2u);
}

/// Two secrets and a user name: what data can say, laid over a shipped file.
TEST(FormConnectBasic, AUserNameAndAPasswordAreKeptAsOneAndRideAsBasic) {
    World world{R"(id: openai
auth:
  key: null
  login:
    kind: basic
    fields:
      username: {term: User name}
      password: {term: Password, secret: true}
    check: {path: /v1/models}
api:
  errors: null
)",
                "openai"};
    const auto path = "/api/integrations/connect/openai/credentials";
    const auto refused = world.api().post(path, R"({"fields":{"username":"ann","password":"x"}})");
    EXPECT_EQ(refused.text("/code"), "invalid_credentials") << refused.body;
    EXPECT_EQ(refused.text("/faults/0/pointer"), "/fields/password");
    const auto missing = world.api().post(path, R"({"fields":{"username":"ann"}})");
    EXPECT_EQ(missing.text("/faults/0/pointer"), "/fields/password");
}

}  // namespace
}  // namespace fairlead::tests
