// SPDX-License-Identifier: Apache-2.0
//
// Accounts whose own client asks for its tokens (RFC 6749 section 4.4), at npm's oidc-provider.
#include "support/oidc_provider_under_test.h"
#include "support/peer_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string new_secret = "another-secret-of-the-account-client";

class ClientGrant : public PeerWorld {
protected:
    explicit ClientGrant(Seconds access_life = Seconds{3600})
        : provider_(directory_.path(), app_.url() + "/api/integrations/callback/oidc-provider",
                    caller_, access_life) {
        app_.set("ENABLE_OIDC_ACCOUNT_INTEGRATION", "true");
        app_.set("ENABLE_OIDC_SIGNER_INTEGRATION", "true");
        start_beside(provider_, provider_.host());
    }

    Answer submit(const std::string& secret, const std::string& members = {}) {
        return api().post("/api/integrations/connect/oidc-account/credentials",
                          R"({"fields":{"client_id":")" + OidcProviderUnderTest::account_id() +
                              R"(","client_secret":")" + secret + R"("})" + members + "}");
    }
    Answer submit_key(const std::string& key) {
        json::object fields{{"client_id", OidcProviderUnderTest::signer_id()},
                            {"private_key", key}};
        const json::object body{{"fields", std::move(fields)}};
        return api().post("/api/integrations/connect/oidc-signer/credentials",
                          json::serialize(body));
    }
    std::string connected() {
        const Answer answer = submit(OidcProviderUnderTest::account_secret());
        if (answer.status != 200) throw Failure{"not connected: " + answer.body};
        return answer.text("/connectionId");
    }

    OidcProviderUnderTest provider_;
};

/// One whose tokens are over in a moment.
class BriefClientGrant : public ClientGrant {
protected:
    BriefClientGrant() : ClientGrant(Seconds{3}) {}
};

TEST_F(ClientGrant, TheIdAndTheSecretBringATokenThatThePlatformTakes) {
    const std::string id = connected();
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_EQ(text(id, "/providerAccountId"), OidcProviderUnderTest::account_id());
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(given.text("/tokenType"), "Bearer");
    EXPECT_FALSE(given.json().at("expiresAt").is_null());
    EXPECT_TRUE(provider_.knows(given.text("/accessToken")));
    EXPECT_EQ(provider_.live_client_tokens(), 1);
    const auto secret = OidcProviderUnderTest::account_secret();
    EXPECT_THAT(given.body, Not(HasSubstr(secret)));
    EXPECT_THAT(app_.stored_bytes(), Not(HasSubstr(secret)));
    EXPECT_THAT(app_.administer("audit.list"), Not(HasSubstr(secret)));
    EXPECT_FALSE(app_.logged(secret));
}

TEST_F(ClientGrant, ASecretThatThePlatformRefusesIsStoredNowhere) {
    const Answer answer = submit("not-the-secret-of-anybody");
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.text("/code"), "invalid_credentials");
    EXPECT_EQ(answer.text("/faults/0/pointer"), "/fields/client_secret");
    EXPECT_THAT(list_connections(api()), IsEmpty());
    EXPECT_THAT(app_.stored_bytes(), Not(HasSubstr("not-the-secret-of-anybody")));
}

TEST_F(ClientGrant, RefreshNowAsksForAnotherToken) {
    const std::string id = connected();
    const std::string first = token(id).text("/accessToken");
    const Answer refreshed = api().post("/api/integrations/refresh/oidc-account/" + id);
    EXPECT_EQ(refreshed.status, 200) << refreshed.body;
    const std::string second = token(id).text("/accessToken");
    EXPECT_NE(second, first);
    EXPECT_TRUE(provider_.knows(second));
}

TEST_F(ClientGrant, ACheckAsksForAnotherTokenAsNothingElseCanBeAsked) {
    const std::string id = connected();
    const auto check = [&] { return api().post("/api/integrations/accounts/" + id + "/check"); };
    const Answer good = check();
    ASSERT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(good.text("/outcome"), "works");
    provider_.change_account_secret(new_secret);
    const Answer over = check();
    ASSERT_EQ(over.status, 200) << over.body;
    EXPECT_EQ(over.text("/outcome"), "reconnect") << over.body;
    EXPECT_EQ(text(id, "/status"), "expired");
}

TEST_F(ClientGrant, ADisconnectRevokesTheTokenAndErasesTheSecret) {
    const std::string id = connected();
    const std::string access = token(id).text("/accessToken");
    const Answer answer = api().del("/api/integrations/disconnect/oidc-account/" + id);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(eventually([&] { return !provider_.knows(access); }));
    EXPECT_EQ(provider_.live_client_tokens(), 0);
}

TEST_F(ClientGrant, AClientThatSignsIsKnownByItsSignature) {
    const auto key = provider_.signer_key();
    const Answer made = submit_key(key);
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string id = made.text("/connectionId");
    EXPECT_EQ(text(id, "/providerAccountId"), OidcProviderUnderTest::signer_id());
    const std::string first = token(id).text("/accessToken");
    EXPECT_TRUE(provider_.knows(first));
    const Answer refreshed = api().post("/api/integrations/refresh/oidc-signer/" + id);
    EXPECT_EQ(refreshed.status, 200) << refreshed.body;
    const std::string second = token(id).text("/accessToken");
    EXPECT_NE(second, first);
    EXPECT_TRUE(provider_.knows(second));
    EXPECT_THAT(app_.stored_bytes(), Not(HasSubstr(key.substr(100, 40))));
}

TEST_F(ClientGrant, AKeyThatIsNoneOrAnothersIsRefused) {
    const auto other = crypto::SigningKey::generate(crypto::JwtAlgorithm::rs256, "signer");
    for (const auto& wrong :
         {std::string{"no key at all"}, std::string{other->private_pem()->expose()}}) {
        const Answer answer = submit_key(wrong);
        EXPECT_EQ(answer.status, 400) << answer.body;
        EXPECT_EQ(answer.text("/code"), "invalid_credentials");
        EXPECT_EQ(answer.text("/faults/0/pointer"), "/fields/private_key");
    }
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(BriefClientGrant, ATokenThatIsOverIsReplacedWithoutAnybodysDoing) {
    const std::string id = connected();
    const std::string first = token(id).text("/accessToken");
    // Not once the platform has forgotten the first: it counts in whole seconds.
    EXPECT_TRUE(eventually([&] {
        const std::string given = token(id).text("/accessToken");
        return given != first && provider_.knows(given);
    }));
    EXPECT_EQ(text(id, "/status"), "connected");
}

TEST_F(BriefClientGrant, ASecretThatWasReplacedThereIsAskedForAndTakenHere) {
    const std::string id = connected();
    provider_.change_account_secret(new_secret);
    ASSERT_TRUE(eventually([&] { return token(id).status == 409; }));
    EXPECT_EQ(text(id, "/status"), "expired");
    const Answer again = submit(new_secret, R"(,"connectionId":")" + id + R"(")");
    ASSERT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(again.text("/connectionId"), id);
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_TRUE(provider_.knows(token(id).text("/accessToken")));
    EXPECT_EQ(list_connections(api()).size(), 1u);
}

}  // namespace
}  // namespace fairlead::tests
