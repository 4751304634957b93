// SPDX-License-Identifier: Apache-2.0
//
// Accounts whose tokens a signed assertion brings (RFC 7523 section 2.1), at npm's oauth2orize with
// oauth2orize-jwt-bearer; and those that a log-in of two calls does, at the same server.
#include "support/jwt_grant_server_under_test.h"
#include "support/peer_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class JwtGrant : public PeerWorld {
protected:
    explicit JwtGrant(Seconds access_life = Seconds{3600})
        : server_(directory_.path(), caller_, access_life) {
        app_.set("ENABLE_JWT_GRANT_SERVER_INTEGRATION", "true");
        app_.set("ENABLE_TWO_STEP_SERVER_INTEGRATION", "true");
        start_beside(server_, server_.hosts());
    }

    Answer submit(const std::string& key, const std::string& subject = "person-1") {
        json::object fields{{"service", JwtGrantServerUnderTest::service()},
                            {"subject", subject},
                            {"private_key", key}};
        const json::object body{{"fields", std::move(fields)}};
        return api().post("/api/integrations/connect/jwt-grant-server/credentials",
                          json::serialize(body));
    }
    std::string connected() {
        const Answer answer = submit(server_.service_key());
        if (answer.status != 200) throw Failure{"not connected: " + answer.body};
        return answer.text("/connectionId");
    }
    Answer refresh(const std::string& id) {
        return api().post("/api/integrations/refresh/jwt-grant-server/" + id);
    }
    std::int64_t count(const char* what) {
        return server_.state().at(what).to_number<std::int64_t>();
    }

    JwtGrantServerUnderTest server_;
};

/// Connected by name and password, over two calls.
class TwoStepLogIn : public JwtGrant {
protected:
    explicit TwoStepLogIn(Seconds access_life = Seconds{3600}) : JwtGrant(access_life) {}

    Answer log_in(const std::string& password = JwtGrantServerUnderTest::password()) {
        const json::object fields{{"user", "person-1"}, {"password", password}};
        return api().post("/api/integrations/connect/two-step-server/credentials",
                          json::serialize(json::object{{"fields", fields}}));
    }
    std::string logged_in() {
        const Answer answer = log_in();
        if (answer.status != 200) throw Failure{"not connected: " + answer.body};
        return answer.text("/connectionId");
    }
    Answer renew(const std::string& id) {
        return api().post("/api/integrations/refresh/two-step-server/" + id);
    }
};

/// The same, and tokens that are over in a moment.
class BriefTwoStepLogIn : public TwoStepLogIn {
protected:
    BriefTwoStepLogIn() : TwoStepLogIn(Seconds{3}) {}
};

/// One whose tokens are over in a moment.
class BriefJwtGrant : public JwtGrant {
protected:
    BriefJwtGrant() : JwtGrant(Seconds{3}) {}
};

TEST_F(JwtGrant, TheSignatureBringsATokenThatThePlatformTakes) {
    const std::string id = connected();
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_EQ(text(id, "/providerAccountId"), "person-1");
    EXPECT_EQ(text(id, "/accountName"), "Sample person-1");
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(server_.owner_of(given.text("/accessToken")), "person-1");
    const auto claims = server_.state().at("claims");
    EXPECT_EQ(claims.at("iss").as_string(), JwtGrantServerUnderTest::service());
    EXPECT_EQ(claims.at("scope").as_string(), "notes.read");
    EXPECT_EQ(
        claims.at("exp").to_number<std::int64_t>() - claims.at("iat").to_number<std::int64_t>(),
        300);
    const std::string key_line = server_.service_key().substr(30, 40);
    EXPECT_THAT(app_.administer("audit.list"), Not(HasSubstr(key_line)));
    EXPECT_FALSE(app_.logged(key_line));
}

TEST_F(JwtGrant, EachRefreshIsAnotherAssertion) {
    const std::string id = connected();
    std::string last = token(id).text("/accessToken");
    for (int time = 0; time < 3; ++time) {
        const Answer refreshed = refresh(id);
        ASSERT_EQ(refreshed.status, 200) << refreshed.body;
        const std::string next = token(id).text("/accessToken");
        EXPECT_NE(next, last);
        EXPECT_EQ(server_.owner_of(next), "person-1");
        last = next;
    }
    EXPECT_EQ(count("replayed"), 0);
    EXPECT_EQ(count("refused"), 0);
}

TEST_F(BriefJwtGrant, ATokenThatIsOverIsReplacedWhenItIsAskedFor) {
    const std::string id = connected();
    const std::string first = token(id).text("/accessToken");
    std::this_thread::sleep_for(std::chrono::seconds{4});
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_NE(given.text("/accessToken"), first);
    EXPECT_EQ(server_.owner_of(given.text("/accessToken")), "person-1");
}

TEST_F(JwtGrant, AKeyThatTheServerDoesNotKnowIsStoredNowhere) {
    const auto other = crypto::SigningKey::generate(crypto::JwtAlgorithm::rs256, "service");
    const std::string key{must(must(other).private_pem()).expose()};
    const Answer answer = submit(key);
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.text("/code"), "invalid_credentials") << answer.body;
    EXPECT_EQ(count("refused"), 1);
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(JwtGrant, WhatIsNoKeyIsRefusedWithoutACall) {
    const Answer answer = submit("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.text("/faults/0/pointer"), "/fields/private_key") << answer.body;
    EXPECT_EQ(count("refused") + count("granted"), 0);
}

TEST_F(JwtGrant, AWithdrawnKeyAsksForAReconnect) {
    const std::string id = connected();
    server_.withdraw_key();
    EXPECT_NE(refresh(id).status, 200);
    EXPECT_EQ(text(id, "/status"), "expired");
    EXPECT_EQ(text(id, "/accountName"), "Sample person-1") << "what was known of it stays";
}

TEST_F(JwtGrant, TwoSubjectsAreTwoAccounts) {
    const std::string first = connected();
    const Answer second = submit(server_.service_key(), "person-2");
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_NE(second.text("/connectionId"), first);
    EXPECT_EQ(server_.owner_of(token(first).text("/accessToken")), "person-1");
    EXPECT_EQ(server_.owner_of(token(second.text("/connectionId")).text("/accessToken")),
              "person-2");
}

TEST_F(TwoStepLogIn, BringsATokenThatThePlatformTakes) {
    const std::string id = logged_in();
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_EQ(text(id, "/providerAccountId"), "person-1");
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(server_.owner_of(given.text("/accessToken")), "person-1");
    EXPECT_FALSE(given.json().at("expiresAt").is_null());
    EXPECT_EQ(count("doors"), 1);
    EXPECT_EQ(count("sessions"), 1);
    const auto password = JwtGrantServerUnderTest::password();
    EXPECT_THAT(app_.stored_bytes(), Not(HasSubstr(password)));
    EXPECT_THAT(app_.administer("audit.list"), Not(HasSubstr(password)));
    EXPECT_FALSE(app_.logged(password));
}

TEST_F(TwoStepLogIn, EachRefreshIsTheWholeLogIn) {
    const std::string id = logged_in();
    const std::string first = token(id).text("/accessToken");
    const Answer refreshed = renew(id);
    ASSERT_EQ(refreshed.status, 200) << refreshed.body;
    EXPECT_NE(token(id).text("/accessToken"), first);
    EXPECT_EQ(server_.owner_of(token(id).text("/accessToken")), "person-1");
    EXPECT_EQ(count("doors"), 2);
    EXPECT_EQ(count("sessions"), 2);
}

TEST_F(TwoStepLogIn, APasswordThatTheDoorRefusesIsStoredNowhere) {
    const Answer answer = log_in("a password of nobody's");
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.text("/code"), "invalid_credentials");
    EXPECT_EQ(answer.text("/faults/0/pointer"), "/fields/password");
    EXPECT_EQ(count("sessions"), 0);
    EXPECT_THAT(list_connections(api()), IsEmpty());
    EXPECT_THAT(app_.stored_bytes(), Not(HasSubstr("a password of nobody's")));
    EXPECT_FALSE(app_.logged("a password of nobody's"));
}

TEST_F(TwoStepLogIn, ADoorWithAProblemStoresNothing) {
    server_.let_door_say("trouble");
    const Answer answer = log_in();
    EXPECT_EQ(answer.status, 502) << answer.body;
    EXPECT_EQ(answer.text("/code"), "provider_error");
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(TwoStepLogIn, GoesToNoAddressThatTheServerMayNotCall) {
    for (const char* place : {"http://localhost:1/inner", "https://127.0.0.1:1/inner",
                              "https://localhost:1/inner", "https://169.254.169.254/inner"}) {
        server_.let_door_say(place);
        const Answer answer = log_in();
        EXPECT_EQ(answer.status, 502) << place << ' ' << answer.body;
    }
    EXPECT_EQ(count("sessions"), 0);
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(TwoStepLogIn, ADoorWithAProblemDoesNotCostAConnection) {
    const std::string id = logged_in();
    const std::string first = token(id).text("/accessToken");
    server_.let_door_say("trouble");
    const Answer stayed = renew(id);
    EXPECT_FALSE(stayed.json().at("success").as_bool()) << stayed.body;
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_EQ(token(id).text("/accessToken"), first);
    server_.let_door_say("yes");
    EXPECT_EQ(renew(id).status, 200);
    EXPECT_NE(token(id).text("/accessToken"), first);
}

TEST_F(TwoStepLogIn, APasswordThatIsGoodNoMoreAsksForAReconnect) {
    const std::string id = logged_in();
    server_.let_door_say("no");
    EXPECT_EQ(renew(id).text("/code"), "reconnect_required");
    EXPECT_EQ(text(id, "/status"), "expired");
    server_.let_door_say("yes");
    EXPECT_EQ(logged_in(), id) << "the same account again";
    EXPECT_EQ(text(id, "/status"), "connected");
}

TEST_F(BriefTwoStepLogIn, ATokenThatIsOverIsReplacedAfterARestartToo) {
    const std::string id = logged_in();
    const std::string first = token(id).text("/accessToken");
    app_.restart();
    std::this_thread::sleep_for(std::chrono::seconds{4});
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_NE(given.text("/accessToken"), first);
    EXPECT_EQ(server_.owner_of(given.text("/accessToken")), "person-1");
}

}  // namespace
}  // namespace fairlead::tests
