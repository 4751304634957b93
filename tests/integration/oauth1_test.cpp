// SPDX-License-Identifier: Apache-2.0
//
// Accounts of OAuth 1.0a (RFC 5849), at a service provider of npm's that verifies every signature.
#include "base/text.h"
#include "crypto/hash.h"
#include "support/oauth1_provider_under_test.h"
#include "support/peer_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* id_of_provider = "oauth1-provider";

class OAuth1 : public PeerWorld {
protected:
    OAuth1() {
        app_.set("OAUTH1_PROVIDER_CLIENT_ID", OAuth1ProviderUnderTest::consumer_key());
        app_.set("OAUTH1_PROVIDER_CLIENT_SECRET", OAuth1ProviderUnderTest::consumer_secret());
        start_beside(provider_, provider_.host());
    }

    Browser browser() { return make_browser(caller_, app_, provider_.origin()); }
    Page decide(Browser& person, const Page& consent, const std::string& account,
                const char* button) {
        HtmlForm form = consent.form();
        form.fill("account", account);
        return person.submit(consent, form, form.button(button));
    }
    Page connect(const std::string& account, const std::string& members = {}) {
        Browser person = browser();
        const Page consent = begin_connect(api(), person, id_of_provider, members);
        return decide(person, consent, account, "Allow");
    }
    /// The platform's answer to a consent, not yet followed: a browser that visits the platform alone.
    std::string callback_of(Browser& person) {
        const Page consent = begin_connect(api(), person, id_of_provider);
        Browser platform_only{caller_};
        platform_only.visits(provider_.origin());
        const Page again = platform_only.open(consent.url);
        return decide(platform_only, again, "person-1", "Allow").url;
    }
    Answer check(const std::string& id) {
        return api().post("/api/integrations/accounts/" + id + "/check");
    }
    void expect_refused(const Page& page) {
        EXPECT_EQ(page.parameter("error"), "invalid_state") << page.url;
        EXPECT_EQ(provider_.count("accessTokens"), 0);
        EXPECT_THAT(list_connections(api()), IsEmpty());
    }

    OAuth1ProviderUnderTest provider_{directory_.path(), caller_};
};

TEST_F(OAuth1, ConnectsWhoConsentsAndKnowsWhoThatIs) {
    const std::string id = connected_account(connect("person-1"));
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_EQ(text(id, "/providerAccountId"), "person-1");
    EXPECT_EQ(text(id, "/accountName"), "Sample person-1");
    EXPECT_EQ(text(id, "/metadata/account_id"), "person-1");
    EXPECT_EQ(provider_.count("liveAccessTokens"), 1);
    EXPECT_EQ(provider_.count("liveRequestTokens"), 0);
    EXPECT_EQ(provider_.count("nonceRefused"), 0);
    const std::string other = connected_account(connect("person-2"));
    EXPECT_NE(other, id);
    EXPECT_EQ(list_connections(api()).size(), 2u);
}

TEST_F(OAuth1, GivesApplicationsTheTokenAndNeverTheClientsSecret) {
    const std::string id = connected_account(connect("person-1"));
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(given.text("/tokenType"), "OAuth1");
    EXPECT_TRUE(given.json().at("expiresAt").is_null()) << given.body;
    const auto pair = must(parse_json(given.text("/accessToken")));
    const std::string secret{pair.at("oauth_token_secret").as_string()};
    EXPECT_FALSE(pair.at("oauth_token").as_string().empty());
    EXPECT_EQ(pair.as_object().size(), 2u);
    for (const auto& hidden : {secret, OAuth1ProviderUnderTest::consumer_secret()}) {
        EXPECT_THAT(app_.stored_bytes(), Not(HasSubstr(hidden)));
        EXPECT_THAT(app_.administer("audit.list"), Not(HasSubstr(hidden)));
        EXPECT_FALSE(app_.logged(hidden));
    }
    EXPECT_THAT(given.body, Not(HasSubstr(OAuth1ProviderUnderTest::consumer_secret())));
}

TEST_F(OAuth1, TakesANoForANo) {
    Browser person = browser();
    const Page consent = begin_connect(api(), person, id_of_provider);
    const Page page = decide(person, consent, "person-1", "Deny");
    EXPECT_THAT(page.url, StartsWith(application_page));
    EXPECT_EQ(page.parameter("error"), "access_denied");
    EXPECT_EQ(provider_.count("accessTokens"), 0);
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(OAuth1, AWrongSecretIsTheOperatorsFault) {
    provider_.change_consumer_secret("another");
    Browser person = browser();
    const Answer started = ask_for_link(api(), id_of_provider);
    const Page page = open_link(person, started.text("/authUrl"));
    EXPECT_EQ(page.answer.status, 409) << page.url;
    EXPECT_THAT(page.answer.body, HasSubstr("Its operator has to check the client id and secret"));
    EXPECT_TRUE(app_.logged("signature_invalid"));
    EXPECT_EQ(provider_.count("liveRequestTokens"), 0);
    // The link was not used up by it.
    provider_.change_consumer_secret(OAuth1ProviderUnderTest::consumer_secret());
    const Page consent = open_link(person, started.text("/authUrl"));
    EXPECT_FALSE(connected_account(decide(person, consent, "person-1", "Allow")).empty());
}

TEST_F(OAuth1, APlatformInTroubleBeginsNothing) {
    for (const std::string kind : {"html", "empty", "huge", "trouble", "unconfirmed", "cut"}) {
        provider_.fault(kind);
        Browser person = browser();
        const Answer started = ask_for_link(api(), id_of_provider);
        const Page page = open_link(person, started.text("/authUrl"));
        EXPECT_EQ(page.answer.status, 502) << kind << page.answer.body;
        EXPECT_THAT(page.answer.body, HasSubstr("OAuth One Provider had a problem")) << kind;
    }
    provider_.fault("");
    EXPECT_FALSE(connected_account(connect("person-1")).empty());
}

TEST_F(OAuth1, ARequestTokenThatIsOverBringsNobody) {
    Browser person = browser();
    const std::string callback = callback_of(person);
    provider_.expire();
    const Page page = person.open(callback);
    EXPECT_EQ(page.parameter("error"), "invalid_state") << page.url;
    EXPECT_EQ(page.parameter("reason"), "consent_refused");
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(OAuth1, ACallbackWorksOnce) {
    Browser person = browser();
    const std::string callback = callback_of(person);
    const std::string id = connected_account(person.open(callback));
    const Page again = person.open(callback);
    EXPECT_EQ(again.parameter("error"), "invalid_state") << again.url;
    EXPECT_EQ(provider_.count("accessTokens"), 1);
    EXPECT_EQ(text(id, "/status"), "connected");
}

TEST_F(OAuth1, AStolenCallbackBringsNothingInAnotherBrowser) {
    Browser person = browser();
    const std::string callback = callback_of(person);
    Browser thief = browser();
    expect_refused(thief.open(callback));
}

TEST_F(OAuth1, ACallbackForAnotherRequestTokenIsRefused) {
    Browser person = browser();
    const std::string mine = callback_of(person);
    Browser other_person = browser();
    const auto other = must(net::Url::parse(callback_of(other_person)));
    // Somebody else's consent under this browser's state.
    auto mixed = must(net::Url::parse(mine));
    net::Pairs pairs = must(net::parse_pairs(mixed.query));
    for (auto& [name, value] : pairs)
        for (const auto& [key, foreign] : must(net::parse_pairs(other.query)))
            if (name == key && name != "state") value = foreign;
    mixed.query = net::write_pairs(pairs);
    expect_refused(person.open(mixed.text()));
}

TEST_F(OAuth1, ACheckSignsItsCallAndFindsOutWhatWasRevoked) {
    const std::string id = connected_account(connect("person-1"));
    const Answer good = check(id);
    ASSERT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(good.text("/outcome"), "works") << good.body;
    provider_.revoke();
    const Answer over = check(id);
    ASSERT_EQ(over.status, 200) << over.body;
    EXPECT_EQ(over.text("/outcome"), "reconnect") << over.body;
    EXPECT_EQ(text(id, "/status"), "expired");
    EXPECT_EQ(token(id).status, 409);
    const std::string again =
        connected_account(connect("person-1", R"(,"connectionId":")" + id + R"(")"));
    EXPECT_EQ(again, id);
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_EQ(check(id).text("/outcome"), "works");
}

TEST_F(OAuth1, AnAccountsRecordsAreFetchedWithSignedCalls) {
    const std::string id = connected_account(connect("person-1"));
    std::vector<std::string> records;
    std::map<std::string, std::string> arguments{{"id", id}, {"resource", "notes"}};
    std::string end = "going_on";
    while (end == "going_on") {
        auto lines = split(app_.administer("connections.fetch", arguments), '\n');
        const auto head = must(parse_json(lines.front()));
        end = head.at("end").as_string();
        if (end == "going_on") arguments["place"] = head.at("place").as_string();
        for (std::size_t i = 1; i < lines.size(); ++i)
            if (!lines[i].empty())
                records.emplace_back(must(parse_json(lines[i])).at("id").as_string());
    }
    EXPECT_EQ(end, "complete");
    EXPECT_THAT(records, ElementsAre("note-1", "note-2", "note-3", "note-4", "note-5"));
    EXPECT_EQ(provider_.count("nonceRefused"), 0);
}

TEST_F(OAuth1, AnApplicationsBackendMayHaveTheLastWord) {
    const std::string verifier = "a-verifier-of-the-applications-backend-0123456789";
    const std::string challenge = base64url_encode(crypto::sha256(verifier));
    const Answer session =
        api().post("/api/connect/sessions", R"({"provider":"oauth1-provider","redirectUrl":")" +
                                                application_page + R"(","codeChallenge":")" +
                                                challenge + R"("})");
    ASSERT_EQ(session.status, 201) << session.body;
    Browser person = browser();
    decide(person, open_link(person, session.text("/url")), "person-1", "Allow");
    EXPECT_THAT(list_connections(api()), IsEmpty());
    const Answer done = api().post("/api/connect/sessions/" + session.text("/id") + "/finish",
                                   R"({"codeVerifier":")" + verifier + R"("})");
    ASSERT_EQ(done.status, 200) << done.body;
    const std::string id = done.text("/connectionId");
    EXPECT_EQ(token(id).text("/tokenType"), "OAuth1");
    EXPECT_EQ(check(id).text("/outcome"), "works");
}

TEST_F(OAuth1, ADisconnectForgetsTheTokenAndSaysWhatIsLeft) {
    const std::string id = connected_account(connect("person-1"));
    const Answer answer = api().del("/api/integrations/disconnect/oauth1-provider/" + id);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(token(id).status, 404);
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

}  // namespace
}  // namespace fairlead::tests
