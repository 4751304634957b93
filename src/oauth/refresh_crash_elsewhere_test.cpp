// SPDX-License-Identifier: Apache-2.0
// Deaths off the straight way of a refresh: with a ticket in doubt, with a "no" or nothing from
// the platform, and around letting an account go.
#include "oauth/disconnector.h"
#include "oauth/refresh_crash_fixture.h"

#include <filesystem>

namespace fairlead::oauth {
namespace {

class CrashElsewhere : public RefreshCrashTest {
protected:
    void die_at(const std::string& points) {
        ASSERT_TRUE(fail_points::set(points));
        const auto outcome = refresh(1);
        ASSERT_TRUE(std::holds_alternative<RefreshFailed>(*outcome)) << name_of(*outcome);
        ASSERT_TRUE(refresher_->engine().probe.is_dead()) << "the place was not passed";
    }
    void expect_renewed_without_reuse() {
        const auto late = refresh_late();
        EXPECT_TRUE(std::holds_alternative<Refreshed>(*late)) << name_of(*late) << log_text_;
        EXPECT_TRUE(provider_->is_valid(stored_refresh()));
        EXPECT_EQ(provider_->reuses(), 0u);
        expect_clean();
    }
    Refresher::NextLoop here() {
        return [this]() -> Loop& { return db_.loop(); };
    }
    /// One look of the revocations, to its end.
    int revoke() {
        Revocations revocations(refresher_->engine(), {}, here());
        const auto started = must<int>([&] { return revocations.look(); });
        while (revocations.in_flight() > 0) std::this_thread::yield();
        return started;
    }
    void make_revocations_due() { sql("UPDATE revocations SET next_try = $1", {from_unix_ms(1)}); }
    std::int64_t waiting_revocations() {
        storage::RevocationStore store{*db_};
        return must<storage::RevocationStore::Counts>([&] { return store.counts(); }).waiting;
    }
};

TEST_F(CrashElsewhere, WhileATicketThatWasTakenIsSettled) {
    begin(Rotation::strict_family);
    doubtful_.next(DoubtfulDatabase::Doubt::done);
    die_at("settle=error");
    EXPECT_EQ(attempts("open"), 1);
    restart();
    EXPECT_TRUE(provider_->calls().empty());
    // It may have been on its way, for all that this process knows.
    EXPECT_EQ(attempts("unknown"), 1);
    expect_renewed_without_reuse();
    EXPECT_EQ(provider_->calls().size(), 1u);
    EXPECT_EQ(guard().generation, 2);
}

TEST_F(CrashElsewhere, WhileATicketThatWasNotTakenIsSettled) {
    begin(Rotation::strict_family);
    doubtful_.next(DoubtfulDatabase::Doubt::not_done);
    die_at("settle=error");
    restart();
    EXPECT_EQ(attempts("unknown"), 0);
    const auto outcome = refresh(1);
    EXPECT_TRUE(std::holds_alternative<Refreshed>(*outcome)) << name_of(*outcome);
    EXPECT_EQ(provider_->calls().size(), 1u);
    expect_clean();
}

TEST_F(CrashElsewhere, WithARefusalThatWasNotWrittenDown) {
    begin(Rotation::strict_family);
    provider_->revoke_all();
    die_at("before_t4=error");
    EXPECT_EQ(provider_->calls().size(), 1u);
    restart();
    // Nobody was condemned by what is known nowhere.
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_EQ(stored_refresh(), first_token_);
    const auto late = refresh_late();
    EXPECT_TRUE(std::holds_alternative<ReconnectRequired>(*late)) << name_of(*late);
    EXPECT_EQ(connection().status, ConnectionStatus::expired);
    EXPECT_EQ(notices().size(), 1u);
    expect_clean();
}

TEST_F(CrashElsewhere, BeforeASilenceWasWrittenDownThatLostNothing) {
    begin(Rotation::strict_family);
    provider_->next({Act::cut_request});
    die_at("before_t5=error");
    EXPECT_EQ(attempts("open"), 1);
    restart();
    EXPECT_EQ(attempts("unknown"), 1);
    expect_renewed_without_reuse();
}

TEST_F(CrashElsewhere, BeforeASilenceWasWrittenDownThatLostTheAnswer) {
    begin(Rotation::strict_family);
    provider_->next({Act::cut_answer});
    die_at("before_t5=error");
    restart();
    EXPECT_EQ(attempts("unknown"), 1);
    // Only once the access token is as good as over is the lost one declared lost.
    end_lease();
    const auto early = refresh(1);
    EXPECT_FALSE(std::holds_alternative<ReconnectRequired>(*early)) << name_of(*early);
    EXPECT_EQ(provider_->reuses(), 0u);
    EXPECT_TRUE(std::holds_alternative<ReconnectRequired>(*refresh_late()));
    EXPECT_EQ(provider_->reuses(), 1u);
    expect_clean();
}

TEST_F(CrashElsewhere, WithoutRotationASilenceCostsNothing) {
    begin(Rotation::none);
    provider_->next({Act::cut_answer});
    die_at("before_t5=error");
    restart();
    const auto at_once = refresh(1, Why::due, 0ms);
    EXPECT_TRUE(std::holds_alternative<Refreshed>(*at_once)) << name_of(*at_once);
    expect_clean();
}

TEST_F(CrashElsewhere, BeforeATicketWasGivenBackThatThePlatformDidNotTake) {
    begin(Rotation::strict_family);
    provider_->next({Act::reply, 429, "Retry-After: 1\r\n", R"({"error":"slow_down"})"});
    die_at("before_cancel=error");
    restart();
    EXPECT_EQ(attempts("unknown"), 1);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    expect_renewed_without_reuse();
}

TEST_F(CrashElsewhere, BeforeATicketWasGivenBackThatCameTooLate) {
    begin(Rotation::strict_family, 1000ms, 200ms);
    // M/2 is 100 ms: the process stands still for longer between T1 and the send.
    die_at("t1_after_commit=delay:150*1;before_cancel=error");
    EXPECT_TRUE(provider_->calls().empty());
    restart();
    expect_renewed_without_reuse();
    EXPECT_EQ(provider_->calls().size(), 1u);
}

TEST_F(CrashElsewhere, AfterADisconnectTheRevocationIsStillMade) {
    begin(Rotation::strict_family);
    ASSERT_TRUE(fail_points::set("disconnect_after_commit=error"));
    {
        Revocations revocations(refresher_->engine(), {}, here());
        Disconnector disconnector(refresher_->engine(), revocations);
        const DisconnectAsk ask{default_workspace, user_, id_, "system"};
        EXPECT_FALSE(db_.run<Disconnected>([&] { return disconnector.disconnect(ask); }));
    }
    ASSERT_TRUE(refresher_->engine().probe.is_dead());
    restart();
    EXPECT_EQ(connection().status, ConnectionStatus::disconnected);
    EXPECT_EQ(stored_refresh(), "");
    EXPECT_TRUE(provider_->revoked().empty());
    EXPECT_EQ(revoke(), 1);
    EXPECT_EQ(provider_->revoked(), std::vector<std::string>{first_token_});
    EXPECT_EQ(waiting_revocations(), 0);
}

TEST_F(CrashElsewhere, BeforeARevocationIsSentItIsTriedAgain) {
    begin(Rotation::strict_family);
    EXPECT_EQ(disconnect_now(), GrantFate::revoking);
    ASSERT_TRUE(fail_points::set("revoke_before_send=error"));
    EXPECT_EQ(revoke(), 1);
    ASSERT_TRUE(refresher_->engine().probe.is_dead());
    restart();
    EXPECT_TRUE(provider_->revoked().empty());
    EXPECT_EQ(waiting_revocations(), 1);
    EXPECT_EQ(revoke(), 0) << "its claim has not run out";
    make_revocations_due();
    EXPECT_EQ(revoke(), 1);
    EXPECT_EQ(provider_->revoked(), std::vector<std::string>{first_token_});
    EXPECT_EQ(waiting_revocations(), 0);
}

// A failover outlasts a lease: whose answer waits for the database must come before who goes on.
TEST_F(CrashElsewhere, AfterTheDatabaseWasAwayAnotherNodesCallIsNotRepeatedAtOnce) {
    begin(Rotation::strict_family);
    die_at("before_t3=error");
    crash();
    // Whoever starts with another journal is another node.
    std::filesystem::remove(db_.directory().file("journal"));
    start();
    ASSERT_EQ(attempts("open"), 1);
    end_lease();
    set_access_left(0ms);

    doubtful_.unbroken = 100ms;
    const auto early = refresh(1, Why::due);
    ASSERT_TRUE(std::holds_alternative<OutcomeUnknown>(*early)) << name_of(*early);
    EXPECT_TRUE(std::get<OutcomeUnknown>(*early).next_try);
    EXPECT_EQ(provider_->reuses(), 0u);
    EXPECT_EQ(provider_->calls().size(), 1u);

    doubtful_.unbroken = 1h;
    EXPECT_TRUE(std::holds_alternative<ReconnectRequired>(*refresh(1, Why::due)));
    EXPECT_EQ(provider_->reuses(), 1u) << "its holder never came back";
}

TEST_F(CrashElsewhere, ARevocationOfAWholeGrantWaitsForTheLeaseOfTheDead) {
    begin(Rotation::strict_family);
    auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
    spec->method.revoke->reach = catalog::RevokeReach::grant;
    client_->provider = spec;
    EXPECT_EQ(disconnect_now(), GrantFate::revoking);
    ASSERT_TRUE(fail_points::set("revoke_before_send=error"));
    EXPECT_EQ(revoke(), 1);
    restart();
    EXPECT_TRUE(guard().lease);
    make_revocations_due();
    EXPECT_EQ(revoke(), 1);
    EXPECT_TRUE(provider_->revoked().empty()) << "the dead one may have sent it";
    end_lease();
    make_revocations_due();
    EXPECT_EQ(revoke(), 1);
    EXPECT_EQ(provider_->revoked().size(), 1u);
    EXPECT_FALSE(guard().lease);
}

TEST_F(CrashElsewhere, BeforeALateAnswerIsRevokedItIsForgotten) {
    begin(Rotation::strict_family);
    provider_->next({Act::hold_answer});
    auto caller = refresh_in_background(1);
    ASSERT_TRUE(provider_->wait_for_calls(1));
    EXPECT_EQ(disconnect_now(), GrantFate::revoking);
    ASSERT_TRUE(fail_points::set("revoke_before_send=error"));
    provider_->release();
    EXPECT_TRUE(std::holds_alternative<RefreshFailed>(*caller.get()));
    crash();
    // Its slot cannot be read any more: the key went with the consent.
    const auto recovered = start();
    EXPECT_EQ(recovered.discarded, 1);
    EXPECT_EQ(recovered.stored, 0);
    EXPECT_EQ(stored_refresh(), "");
    EXPECT_EQ(connection().status, ConnectionStatus::disconnected);
    expect_clean();
}

}  // namespace
}  // namespace fairlead::oauth
