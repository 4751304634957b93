// SPDX-License-Identifier: Apache-2.0
#include "oauth/disconnector.h"
#include "oauth/refresh_fixture.h"
#include "storage/audit_store.h"
#include "storage/event_store.h"

#include <filesystem>
#include <fstream>

namespace fairlead::oauth {
namespace {

using storage::Tx;

class ConsentTest : public RefreshTest {
protected:
    /// The process dies with the answer durable in its journal and nowhere else.
    void leave_a_full_slot() {
        ASSERT_TRUE(fail_points::set("after_fdatasync=error"));
        refresh(guard().generation);
        crash();
    }
    void expect_free_slots() {
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return journal_->flush(); }));
        EXPECT_EQ(journal_->free_slots(), slots_);
    }
    bool on_disk(const std::string& text) {
        for (const auto& entry : std::filesystem::directory_iterator(db_.files())) {
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(file), {}};
            if (bytes.find(text) != std::string::npos) return true;
        }
        return false;
    }
    /// One look of the revocations, to its end.
    int revoke(Revocations& revocations) {
        const auto started = must<int>([&] { return revocations.look(); });
        while (revocations.in_flight() > 0) std::this_thread::yield();
        return started;
    }
    ConsentStored store(const NewConsent& consent) {
        ConsentStored stored;
        const auto key = sealer();
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(stored, co_await store_consent(tx, consent, key, random_));
            co_return ok();
        });
        return stored;
    }
    /// What the audit rows of disconnects say after one more of them, newest first; and, in
    /// `told_`, what the last event does.
    std::vector<std::string> wishes_after(const Disconnect& ask) {
        const auto key = sealer();
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_CHECK(co_await disconnect(tx, ask, key, random_));
            co_return ok();
        });
        storage::AuditStore audit{*db_};
        storage::AuditStore::Filter filter;
        filter.type = "disconnected";
        std::vector<std::string> wishes;
        for (const auto& row : must<std::vector<storage::AuditRow>>(
                 [&] { return audit.list(default_workspace, filter, 10); }))
            wishes.push_back(row.event.details.text);
        storage::EventStore store{*db_};
        const auto events = must<std::vector<storage::EventStore::Stored>>(
            [&] { return store.list_since(default_workspace, 0, 200); });
        told_ = events.back().event.data.text;
        return wishes;
    }
    NewConsent again(std::string refresh_token) {
        NewConsent consent;
        consent.connection = connection();
        consent.tokens.access = Secret::copy_of("again");
        consent.tokens.refresh = Secret(std::move(refresh_token));
        consent.tokens.lifetime = 1h;
        consent.rules = client_->method().refresh;
        consent.actor = "system";
        return consent;
    }

    std::string told_;
};

TEST_F(ConsentTest, AnAnswerAfterADisconnectIsRevokedAndNotStored) {
    begin(Rotation::strict_family);
    provider_->next({Act::hold_answer});
    auto caller = refresh_in_background(1);
    ASSERT_TRUE(provider_->wait_for_calls(1));
    EXPECT_EQ(disconnect_now(), GrantFate::revoking);
    provider_->release();
    EXPECT_TRUE(std::holds_alternative<RefreshFailed>(*caller.get()));
    EXPECT_EQ(stored_refresh(), "");
    EXPECT_EQ(connection().status, ConnectionStatus::disconnected);
    ASSERT_EQ(provider_->revoked().size(), 1u);
    EXPECT_NE(provider_->revoked()[0], first_token_);  // the new one
    EXPECT_FALSE(provider_->is_valid(provider_->revoked()[0]));
    expect_free_slots();
}

TEST_F(ConsentTest, AReplayAfterADisconnectStoresNothing) {
    begin(Rotation::strict_family);
    leave_a_full_slot();
    disconnect_now();
    EXPECT_EQ(start().discarded, 1);
    EXPECT_EQ(stored_refresh(), "");
    EXPECT_EQ(connection().status, ConnectionStatus::disconnected);
    expect_free_slots();
}

TEST_F(ConsentTest, AReplayAfterAReconnectLeavesTheNewFamily) {
    begin(Rotation::strict_family);
    leave_a_full_slot();
    const auto fresh = provider_->grant();
    reconnect(fresh);
    EXPECT_EQ(start().discarded, 1);
    EXPECT_EQ(stored_refresh(), fresh);
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh()));
    EXPECT_EQ(provider_->reuses(), 0u);
    expect_free_slots();
}

TEST_F(ConsentTest, AReplayAfterBothLeavesTheNewFamily) {
    begin(Rotation::strict_family);
    leave_a_full_slot();
    disconnect_now();
    const auto fresh = provider_->grant();
    reconnect(fresh);
    EXPECT_EQ(guard().consent, 3);
    EXPECT_EQ(start().discarded, 1);
    EXPECT_EQ(stored_refresh(), fresh);
    expect_free_slots();
}

TEST_F(ConsentTest, AReplayHappensOnce) {
    begin(Rotation::strict_family);
    leave_a_full_slot();
    EXPECT_EQ(start().stored, 1);
    crash();
    EXPECT_EQ(start().stored, 0);
    EXPECT_EQ(guard().generation, 2);
}

TEST_F(ConsentTest, ADeadNodesJournalIsAdoptedOnce) {
    begin(Rotation::strict_family);
    leave_a_full_slot();
    const auto of_the_dead = db_.directory().file("journal");
    const auto moved = db_.directory().file("moved");
    std::filesystem::rename(of_the_dead, moved);
    EXPECT_EQ(start().stored, 0);  // another node, with a journal of its own
    EXPECT_EQ(attempts("open"), 1);
    for (const int expected : {1, 0}) {
        auto dead = *storage::Journal::open(disk_, random_, moved, slots_);
        const auto adopted = must<Recovered>([&] { return adopt(refresher_->engine(), *dead); });
        EXPECT_EQ(adopted.stored, expected);
    }
    EXPECT_EQ(guard().generation, 2);
    EXPECT_TRUE(provider_->is_valid(stored_refresh()));
    EXPECT_EQ(attempts("open"), 0);
}

TEST_F(ConsentTest, ASlotWaitsForItsIntegration) {
    begin(Rotation::strict_family);
    leave_a_full_slot();
    clients_.client = nullptr;
    EXPECT_EQ(start().kept, 1);
    EXPECT_EQ(guard().generation, 1);
    crash();
    clients_.client = client_;
    EXPECT_EQ(start().stored, 1);
    EXPECT_EQ(guard().generation, 2);
}

TEST_F(ConsentTest, NothingIsLeftOnTheDiskAfterADisconnect) {
    begin(Rotation::strict_family);
    first_token_ = "CANARY-refresh-token";
    reconnect(first_token_);
    provider_->next(
        {Act::reply, 200, "", R"({"access_token":"CANARY-access","refresh_token":"CANARY-next"})"});
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh()));
    EXPECT_EQ(stored_refresh(), "CANARY-next");
    std::string sealed;
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto row, co_await storage::refresh::read_tokens(tx, default_workspace, id_));
        sealed = row->access_sealed;
        co_return ok();
    });
    EXPECT_TRUE(on_disk(sealed));
    EXPECT_FALSE(on_disk("CANARY"));
    disconnect_now();
    Revocations revocations(refresher_->engine(), {}, [this]() -> Loop& { return db_.loop(); });
    EXPECT_EQ(revoke(revocations), 1);
    ASSERT_TRUE(db_.vacuum());
    expect_free_slots();
    EXPECT_FALSE(on_disk("CANARY"));
    EXPECT_FALSE(on_disk(sealed));
    EXPECT_EQ(log_text_.find("CANARY"), std::string::npos);
}

TEST_F(ConsentTest, ADisconnectIsRevokedInTheBackground) {
    begin(Rotation::strict_family);
    Revocations revocations(refresher_->engine(), {}, [this]() -> Loop& { return db_.loop(); });
    Disconnector disconnector(refresher_->engine(), revocations);
    const DisconnectAsk ask{default_workspace, user_, id_, "system"};
    const auto done = must<Disconnected>([&] { return disconnector.disconnect(ask); });
    EXPECT_EQ(done.grant, GrantFate::revoking);
    EXPECT_EQ(stored_refresh(), "");
    EXPECT_TRUE(provider_->revoked().empty());

    provider_->next({Act::reply, 503, "Retry-After: 0\r\n", ""});
    EXPECT_EQ(revoke(revocations), 1);
    storage::RevocationStore store{*db_};
    EXPECT_EQ(must<storage::RevocationStore::Counts>([&] { return store.counts(); }).waiting, 1);
    sql("UPDATE revocations SET next_try = $1", {from_unix_ms(1)});
    EXPECT_EQ(revoke(revocations), 1);
    EXPECT_EQ(provider_->revoked(), std::vector<std::string>{first_token_});
    EXPECT_EQ(must<storage::RevocationStore::Counts>([&] { return store.counts(); }).waiting, 0);
    // Again: nothing happens.
    EXPECT_EQ(must<Disconnected>([&] { return disconnector.disconnect(ask); }).grant,
              GrantFate::none);
    EXPECT_EQ(guard().consent, 2);
}

TEST_F(ConsentTest, SomebodyElsesConnectionIsAbsent) {
    begin(Rotation::strict_family);
    Revocations revocations(refresher_->engine(), {}, [this]() -> Loop& { return db_.loop(); });
    Disconnector disconnector(refresher_->engine(), revocations);
    const DisconnectAsk ask{default_workspace, UserId{Uuid{{9}}}, id_, "system"};
    const auto done = db_.run<Disconnected>([&] { return disconnector.disconnect(ask); });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::not_found);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
}

class WholeGrant : public ConsentTest {
protected:
    WholeGrant() {
        begin(Rotation::strict_family);
        auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
        spec->method.revoke->reach = catalog::RevokeReach::grant;
        client_->provider = spec;
    }
    int look() {
        Revocations revocations(refresher_->engine(), {}, [this]() -> Loop& { return db_.loop(); });
        return revoke(revocations);
    }
};

TEST_F(WholeGrant, IsNotRevokedWhileAnotherConnectionSharesIt) {
    const UserId other = UserId::create(clock_.now(), random_);
    storage::UserStore users{*db_};
    const auto mine = user_;
    user_ = must<User>([&] {
                return users.ensure_external(default_workspace, "other", other, clock_.now());
            }).id;
    connect("one", provider_->grant());
    user_ = mine;
    EXPECT_EQ(disconnect_now(), GrantFate::shared);
    EXPECT_EQ(look(), 0);
    EXPECT_TRUE(provider_->revoked().empty());
}

TEST_F(WholeGrant, IsRevokedUnderTheLeaseOtherwise) {
    EXPECT_EQ(disconnect_now(), GrantFate::revoking);
    EXPECT_EQ(look(), 1);
    EXPECT_EQ(provider_->revoked().size(), 1u);
    EXPECT_EQ(guard().epoch, 2);  // the disconnect, and the lease
    EXPECT_FALSE(guard().lease);
}

TEST_F(WholeGrant, ANewerConsentCancelsIt) {
    EXPECT_EQ(disconnect_now(), GrantFate::revoking);
    reconnect(provider_->grant());
    look();
    EXPECT_TRUE(provider_->revoked().empty());
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh()));
}

TEST_F(ConsentTest, TheWishToEraseWhatWasSyncedIsWrittenDown) {
    begin(Rotation::none);
    Disconnect ask{default_workspace, id_, "system", std::nullopt};
    EXPECT_EQ(wishes_after(ask), (std::vector<std::string>{R"({"keepData":true})"}));
    EXPECT_NE(told_.find(R"("keepData":true)"), std::string::npos);
    // Once more, with another wish: of a connection that is let go already.
    EXPECT_EQ(wishes_after(ask).size(), 1u);
    ask.data = SyncedData::erased;
    EXPECT_EQ(wishes_after(ask).front(), R"({"keepData":false})");
    EXPECT_NE(told_.find(R"("keepData":false)"), std::string::npos);
    EXPECT_EQ(connection().status, ConnectionStatus::disconnected);
}

TEST_F(ConsentTest, WithoutRotationAReconnectMayKeepTheRefreshToken) {
    begin(Rotation::none);
    const auto stored_again = store(again(""));
    EXPECT_EQ(stored_again.what, ConsentStored::What::reconnected);
    EXPECT_EQ(stored_refresh(), first_token_);
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh()));
}

TEST_F(ConsentTest, AnotherClientDoesNotGetTheOldRefreshToken) {
    begin(Rotation::none);
    auto by_other = again("");
    by_other.by_other_client = true;
    EXPECT_EQ(store(by_other).what, ConsentStored::What::needs_refresh_token);
    EXPECT_EQ(stored_refresh(), first_token_);
    auto complete = again("of the other client");
    complete.by_other_client = true;
    EXPECT_EQ(store(complete).what, ConsentStored::What::reconnected);
}

TEST_F(ConsentTest, WithRotationAReconnectWithoutRefreshTokenMustBeAskedAgain) {
    begin(Rotation::strict);
    const auto answer = store(again(""));
    EXPECT_EQ(answer.what, ConsentStored::What::needs_refresh_token);
    EXPECT_EQ(stored_refresh(), first_token_);
    EXPECT_EQ(guard().consent, 1);
}

TEST_F(ConsentTest, AFailureBeforeTheCommitLeavesTheOldConsent) {
    begin(Rotation::strict);
    ASSERT_TRUE(fail_points::set("reconnect_before_commit=error"));
    const auto consent = again("new");
    const auto key = sealer();
    const storage::Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await store_consent(tx, consent, key, random_));
        co_return ok();
    };
    EXPECT_FALSE(run_blocking(db_.loop(), [&] {
        return db_->transaction(storage::Access::service(), body, storage::Priority::normal);
    }));
    EXPECT_EQ(stored_refresh(), first_token_);
    EXPECT_EQ(guard().consent, 1);
}

TEST_F(ConsentTest, TheJournalKeyOfAnOlderConsentIsGone) {
    begin(Rotation::strict_family);
    const auto before = guard().journal_key;
    reconnect("next");
    EXPECT_NE(guard().journal_key, before);
    EXPECT_FALSE(sealer().open(journal_key_place(id_, guard().consent), *before));
    disconnect_now();
    EXPECT_EQ(guard().journal_key, std::nullopt);
}

}  // namespace
}  // namespace fairlead::oauth
