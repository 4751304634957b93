// SPDX-License-Identifier: Apache-2.0
//
// "Does it work?", asked of the platform and answered with what it does: never "healthy" of what
// fails, and no connection lost by asking.
#include "support/acme_world.h"

#include <gmock/gmock.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* user = "user-1";
constexpr const char* account = "bulk-1";

class ConnectionCheck : public testing::Test {
protected:
    Answer check() {
        return world_.api(user).send(net::Method::post,
                                     "/api/integrations/accounts/" + id_ + "/check");
    }
    std::string token() { return world_.token(user, id_).text("/accessToken"); }

    AcmeWorld world_;
    std::string id_ = world_.connect(user, account);
};

TEST_F(ConnectionCheck, TellsThatItWorksAndHowLongThePlatformTook) {
    world_.sandbox.fault("slow=300@me");
    const Answer checked = check();
    ASSERT_EQ(checked.status, 200) << checked.body;
    EXPECT_TRUE(checked.json().at("works").as_bool()) << checked.body;
    EXPECT_EQ(checked.text("/outcome"), "works");
    EXPECT_EQ(checked.text("/message"), "");
    EXPECT_GE(checked.json().at("latencyMs").as_int64(), 300);
    EXPECT_TRUE(parse_rfc3339(checked.text("/checkedAt"))) << checked.body;
    EXPECT_THAT(checked.body, Not(HasSubstr(token())));
    EXPECT_EQ(world_.sandbox.sum(account, "refreshes"), 0);
}

TEST_F(ConnectionCheck, RenewsATokenThatThePlatformTakesNoMore) {
    const std::string before = token();
    world_.sandbox.fault("status=401@me");
    const Answer checked = check();
    EXPECT_EQ(checked.text("/outcome"), "works") << checked.body;
    EXPECT_EQ(world_.sandbox.sum(account, "refreshes"), 1);
    EXPECT_NE(token(), before);
    EXPECT_TRUE(world_.accepts(token()));
}

TEST_F(ConnectionCheck, MarksWhatItFindsDeadAndTellsItsUser) {
    world_.sandbox.revoke_grants(account);
    const Answer checked = check();
    ASSERT_EQ(checked.status, 200) << checked.body;
    EXPECT_FALSE(checked.json().at("works").as_bool());
    EXPECT_EQ(checked.text("/outcome"), "reconnect");
    EXPECT_THAT(checked.text("/message"), HasSubstr("connect again"));
    EXPECT_EQ(world_.status(user, id_), "expired");
    const Answer notices = world_.api(user).get("/api/notices");
    EXPECT_EQ(notices.text("/items/0/connectionId"), id_) << notices.body;
    // Known by now: no call, no latency.
    const Answer again = check();
    EXPECT_EQ(again.text("/outcome"), "reconnect") << again.body;
    EXPECT_TRUE(again.json().at("latencyMs").is_null()) << again.body;
}

class RefusedAccess : public ConnectionCheck {
protected:
    RefusedAccess() { world_.sandbox.fault("status=401@me*"); }

    Answer shown() { return world_.api(user).get("/api/integrations/accounts/" + id_); }
    std::size_t notices() {
        return world_.api(user).get("/api/notices").json().at("items").as_array().size();
    }
    void expect_marked() {
        const Answer now = shown();
        EXPECT_EQ(now.text("/status"), "connected") << now.body;
        EXPECT_EQ(now.text("/health"), "degraded") << now.body;
        EXPECT_EQ(now.text("/reason"), "access_refused") << now.body;
        EXPECT_THAT(now.text("/errorMessage"), HasSubstr("reconnect your account"));
        EXPECT_EQ(notices(), 1u);
    }
    void expect_well() {
        const Answer now = shown();
        EXPECT_EQ(now.text("/health"), "ok") << now.body;
        EXPECT_EQ(now.text("/reason"), "none") << now.body;
        EXPECT_EQ(now.text("/errorMessage"), "") << now.body;
        EXPECT_EQ(notices(), 0u);
    }
};

TEST_F(RefusedAccess, ThoughItWasJustRenewedIsNotCalledWell) {
    expect_well();
    const Answer checked = check();
    EXPECT_EQ(checked.text("/outcome"), "reconnect") << checked.body;
    EXPECT_EQ(world_.sandbox.sum(account, "refreshes"), 1);
    expect_marked();
    const Answer notice = world_.api(user).get("/api/notices");
    EXPECT_EQ(notice.text("/items/0/cause"), "access_refused") << notice.body;
    EXPECT_EQ(notice.text("/items/0/connectionId"), id_);
    // Its token is served on: who calls something else with it may fare better.
    EXPECT_EQ(world_.token(user, id_).status, 200);
}

TEST_F(RefusedAccess, IsNotWellBecauseARefreshSucceeds) {
    check();
    ASSERT_EQ(world_.refresh(user, id_).status, 200);
    expect_marked();
    check();
    expect_marked();
}

TEST_F(RefusedAccess, IsOverOnceThePlatformTakesAToken) {
    check();
    world_.sandbox.clear_faults();
    EXPECT_EQ(check().text("/outcome"), "works");
    expect_well();
}

TEST_F(RefusedAccess, IsOverWithANewConsent) {
    check();
    expect_marked();
    world_.sandbox.clear_faults();
    EXPECT_EQ(world_.connect(user, account), id_);
    expect_well();
}

TEST_F(ConnectionCheck, KeepsWhatAPlatformInTroubleSaysNothingAbout) {
    const std::string before = token();
    for (const char* const trouble : {"status=503@me", "cut@me*", "rate_limited=7@me", "html@me"}) {
        world_.sandbox.fault(trouble);
        const Answer checked = check();
        ASSERT_EQ(checked.status, 200) << trouble << checked.body;
        EXPECT_FALSE(checked.json().at("works").as_bool()) << trouble;
        EXPECT_NE(checked.text("/outcome"), "reconnect") << trouble << checked.body;
        EXPECT_NE(checked.text("/message"), "") << trouble;
        world_.sandbox.clear_faults();
    }
    world_.sandbox.fault("rate_limited=7@me");
    const Answer limited = check();
    EXPECT_EQ(limited.text("/outcome"), "rate_limited") << limited.body;
    EXPECT_EQ(limited.json().at("retryAfter").as_int64(), 7) << limited.body;
    EXPECT_EQ(world_.status(user, id_), "connected");
    EXPECT_EQ(token(), before);
    EXPECT_EQ(world_.sandbox.sum(account, "refreshes"), 0);
}

TEST_F(ConnectionCheck, AsksNothingForWhoeverHasPausedTheIntegration) {
    ASSERT_EQ(
        world_.api(user)
            .send(net::Method::put, "/api/integrations/settings/acme", R"({"isEnabled":false})")
            .status,
        200);
    world_.sandbox.fault("revoked_refresh_token@me*");
    const Answer checked = check();
    EXPECT_EQ(checked.status, 409) << checked.body;
    EXPECT_EQ(checked.text("/code"), "integration_disabled");
}

TEST_F(ConnectionCheck, IsTheOperatorsToo) {
    EXPECT_THAT(world_.app.administer("connections.check", {{"id", id_}}), HasSubstr("It works"));
    world_.sandbox.revoke_grants(account);
    EXPECT_ANY_THROW(world_.app.administer("connections.check", {{"id", id_}}));
    EXPECT_EQ(world_.status(user, id_), "expired");
}

}  // namespace
}  // namespace fairlead::tests
