// SPDX-License-Identifier: Apache-2.0
#include "storage/refresh_store.h"

#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class RefreshStoreTest : public StoreTest {
protected:
    using FoundGuard = std::optional<Guard>;
    using FoundAttempt = std::optional<Attempt>;

    RefreshStoreTest() : connection_(add_connection()) {
        holder_ = {fresh<AttemptId>().value, fresh<AttemptId>().value};
    }

    Guard lock() {
        return *in_tx<FoundGuard>(
            [&](Tx& tx) { return refresh::lock(tx, default_workspace, connection_.id); });
    }
    Attempt attempt(std::int64_t generation = 1) {
        clock_.advance(1ms);
        Attempt made;
        made.id = fresh<AttemptId>();
        made.workspace = default_workspace;
        made.connection = connection_.id;
        made.consent = 1;
        made.generation = generation;
        made.holder = holder_;
        return made;
    }
    Attempt add_attempt(std::int64_t generation = 1) {
        auto made = attempt(generation);
        made.started = in_tx<Time>([&](Tx& tx) { return refresh::insert_attempt(tx, made); });
        return made;
    }
    FoundAttempt take(AttemptId id) {
        return in_tx<FoundAttempt>(
            [&](Tx& tx) { return refresh::take_attempt(tx, default_workspace, id); });
    }
    std::vector<Attempt> attempts(std::int64_t generation = 1) {
        return in_tx<std::vector<Attempt>>([&](Tx& tx) {
            return refresh::attempts(tx, default_workspace, connection_.id, 1, generation);
        });
    }

    Connection connection_;
    NodeBoot holder_;
};

TEST_F(RefreshStoreTest, TheGuardBeginsWithoutALease) {
    const auto guard = lock();
    EXPECT_EQ(guard.consent, 1);
    EXPECT_EQ(guard.generation, 1);
    EXPECT_EQ(guard.epoch, 0);
    EXPECT_FALSE(guard.refused);
    EXPECT_FALSE(guard.lease);
    EXPECT_EQ(guard.journal_key, "sealed journal key");
    EXPECT_GT(guard.now, start) << "the database's own clock, not the test's";
}

TEST_F(RefreshStoreTest, NoGuardForAConnectionThatIsNot) {
    const auto nobody = fresh<ConnectionId>();
    const auto guard =
        in_tx<FoundGuard>([&](Tx& tx) { return refresh::lock(tx, default_workspace, nobody); });
    EXPECT_FALSE(guard);
}

TEST_F(RefreshStoreTest, ALeaseIsTakenOnceForAnEpoch) {
    const auto mine = attempt();
    const auto take_lease = [&](std::int64_t epoch) {
        return in_tx<bool>([&, epoch](Tx& tx) {
            return refresh::take_lease(tx, default_workspace, connection_.id, epoch, mine.id,
                                       holder_, 30s);
        });
    };
    EXPECT_TRUE(take_lease(0));
    EXPECT_FALSE(take_lease(0));
    const auto guard = lock();
    EXPECT_EQ(guard.epoch, 1);
    ASSERT_TRUE(guard.lease);
    EXPECT_EQ(guard.lease->attempt, mine.id);
    EXPECT_EQ(guard.lease->holder, holder_);
    EXPECT_GT(guard.lease->until, guard.now + 20s);
    EXPECT_LE(guard.lease->until, guard.now + 30s);
}

TEST_F(RefreshStoreTest, OnlyItsHolderClearsALease) {
    const auto mine = attempt();
    EXPECT_TRUE(in_tx<bool>([&](Tx& tx) {
        return refresh::take_lease(tx, default_workspace, connection_.id, 0, mine.id, holder_, 30s);
    }));
    const auto clear = [&](AttemptId id) {
        must_in_tx([&, id](Tx& tx) {
            return refresh::clear_lease(tx, default_workspace, connection_.id, id);
        });
    };
    clear(attempt().id);
    EXPECT_TRUE(lock().lease);
    clear(mine.id);
    EXPECT_FALSE(lock().lease);
    EXPECT_EQ(lock().epoch, 1) << "giving a lease back does not bring its epoch back";
}

TEST_F(RefreshStoreTest, ASpentEpochKeepsALateCopyOut) {
    must_in_tx(
        [&](Tx& tx) { return refresh::spend_epoch(tx, default_workspace, connection_.id, 0); });
    EXPECT_EQ(lock().epoch, 1);
    const auto late = attempt();
    EXPECT_FALSE(in_tx<bool>([&](Tx& tx) {
        return refresh::take_lease(tx, default_workspace, connection_.id, 0, late.id, holder_, 1s);
    }));
}

TEST_F(RefreshStoreTest, ANewConsentNeverTurnsANumberBack) {
    const auto mine = attempt();
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await refresh::take_lease(tx, default_workspace, connection_.id, 0, mine.id,
                                              holder_, 30s));
        CO_CHECK(co_await refresh::set_refused(tx, default_workspace, connection_.id, true));
        co_return co_await refresh::set_counters(tx, default_workspace, connection_.id, 3, 2);
    });
    EXPECT_TRUE(lock().refused);
    EXPECT_EQ(lock().failures, 3);
    const auto begin = [&](std::optional<std::string> key) {
        return in_tx<Guard>([&](Tx& tx) {
            return refresh::begin_consent(tx, default_workspace, connection_.id, key);
        });
    };
    const auto disconnected = begin(std::nullopt);
    EXPECT_EQ(disconnected.consent, 2);
    EXPECT_EQ(disconnected.generation, 2);
    EXPECT_EQ(disconnected.epoch, 2);
    EXPECT_FALSE(disconnected.lease);
    EXPECT_FALSE(disconnected.refused);
    EXPECT_FALSE(disconnected.journal_key);
    EXPECT_EQ(disconnected.failures, 0);
    EXPECT_EQ(disconnected.unchanged, 0);
    const auto reconnected = begin("next key");
    EXPECT_EQ(reconnected.consent, 3);
    EXPECT_EQ(reconnected.generation, 3);
    EXPECT_EQ(reconnected.journal_key, "next key");
}

TEST_F(RefreshStoreTest, TheGenerationAdvancesFromWhatItIsOnly) {
    const auto advance = [&](std::int64_t from) {
        return in_tx<bool>([&, from](Tx& tx) {
            return refresh::advance(tx, default_workspace, connection_.id, from);
        });
    };
    EXPECT_FALSE(advance(0));
    EXPECT_TRUE(advance(1));
    EXPECT_FALSE(advance(1));
    EXPECT_EQ(lock().generation, 2);
}

TEST_F(RefreshStoreTest, ATicketIsTakenOnce) {
    const auto made = add_attempt();
    ASSERT_EQ(attempts().size(), 1U);
    EXPECT_EQ(attempts()[0].state, AttemptState::open);
    EXPECT_EQ(attempts()[0].holder, holder_);
    EXPECT_EQ(attempts()[0].started, made.started);
    const auto taken = take(made.id);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->consent, 1);
    EXPECT_EQ(taken->generation, 1);
    EXPECT_FALSE(take(made.id));
    EXPECT_TRUE(attempts().empty());
}

TEST_F(RefreshStoreTest, AnUnknownAttemptStaysATicket) {
    const auto made = add_attempt();
    must_in_tx([&](Tx& tx) { return refresh::mark_unknown(tx, default_workspace, made.id); });
    ASSERT_EQ(attempts().size(), 1U);
    EXPECT_EQ(attempts()[0].state, AttemptState::unknown);
    EXPECT_TRUE(take(made.id));
}

TEST_F(RefreshStoreTest, ASpareIsNoTicketAndTheNewestIsFound) {
    auto older = *take(add_attempt(1).id);
    older.result = "older";
    auto newer = *take(add_attempt(2).id);
    newer.result = "newer";
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await refresh::put_spare(tx, newer));
        co_return co_await refresh::put_spare(tx, older);
    });
    EXPECT_TRUE(attempts(1).empty());
    EXPECT_FALSE(take(newer.id));
    const auto newest = [&] {
        return in_tx<FoundAttempt>([&](Tx& tx) {
            return refresh::newest_spare(tx, default_workspace, connection_.id, 1);
        });
    };
    ASSERT_TRUE(newest());
    EXPECT_EQ(newest()->result, "newer");
    EXPECT_EQ(newest()->started, newer.started);
    must_in_tx([&](Tx& tx) { return refresh::erase_spare(tx, default_workspace, newer.id); });
    EXPECT_EQ(newest()->result, "older");
}

TEST_F(RefreshStoreTest, SupersededAttemptsGo) {
    const auto old = add_attempt(1);
    const auto current = add_attempt(2);
    must_in_tx([&](Tx& tx) {
        return refresh::erase_attempts_below(tx, default_workspace, connection_.id, 2);
    });
    EXPECT_TRUE(attempts(1).empty());
    EXPECT_EQ(attempts(2).size(), 1U);
    must_in_tx(
        [&](Tx& tx) { return refresh::erase_attempts(tx, default_workspace, connection_.id); });
    EXPECT_TRUE(attempts(2).empty());
}

TEST_F(RefreshStoreTest, TokensAreReplacedWholeAndErased) {
    SealedTokens tokens;
    tokens.workspace = default_workspace;
    tokens.connection = connection_.id;
    tokens.consent = 1;
    tokens.generation = 2;
    tokens.access_sealed = "access";
    tokens.refresh_sealed = "refresh";
    tokens.access_expires = start + 1h;
    tokens.access_lifetime = 1h;
    const auto write = [&] {
        must_in_tx([&](Tx& tx) { return refresh::write_tokens(tx, tokens); });
    };
    const auto read = [&] {
        return in_tx<std::optional<SealedTokens>>(
            [&](Tx& tx) { return refresh::read_tokens(tx, default_workspace, connection_.id); });
    };
    write();
    EXPECT_EQ(read()->refresh_sealed, "refresh");
    EXPECT_EQ(read()->access_expires, start + 1h);
    tokens.generation = 3;
    tokens.refresh_sealed.reset();
    tokens.access_expires.reset();
    write();
    EXPECT_EQ(read()->generation, 3);
    EXPECT_EQ(read()->refresh_sealed, std::nullopt);
    EXPECT_EQ(read()->access_expires, std::nullopt);
    must_in_tx(
        [&](Tx& tx) { return refresh::erase_tokens(tx, default_workspace, connection_.id); });
    EXPECT_FALSE(read());
}

TEST_F(RefreshStoreTest, AStartMarksOnlyItsEarlierBoots) {
    const auto mine = add_attempt();
    RefreshStore store{*db_};
    const auto mark = [&](NodeBoot self) {
        return must<std::int64_t>([&, self] { return store.mark_earlier_boots_unknown(self); });
    };
    auto other_node = holder_;
    other_node.node.bytes[0] ^= 1;
    EXPECT_EQ(mark(holder_), 0) << "this boot's own calls go on";
    EXPECT_EQ(mark(other_node), 0);
    auto next_boot = holder_;
    next_boot.boot.bytes[0] ^= 1;
    EXPECT_EQ(mark(next_boot), 1);
    EXPECT_EQ(attempts()[0].state, AttemptState::unknown);
}

TEST_F(RefreshStoreTest, AStartFindsTheLeasesOfItsEarlierBoots) {
    const auto mine = attempt();
    EXPECT_TRUE(in_tx<bool>([&](Tx& tx) {
        return refresh::take_lease(tx, default_workspace, connection_.id, 0, mine.id, holder_, 30s);
    }));
    RefreshStore store{*db_};
    const auto held = [&](NodeBoot self) {
        return must<std::vector<RefreshStore::Held>>(
            [&, self] { return store.leases_of_earlier_boots(self); });
    };
    EXPECT_TRUE(held(holder_).empty());
    auto next_boot = holder_;
    next_boot.boot.bytes[0] ^= 1;
    ASSERT_EQ(held(next_boot).size(), 1U);
    EXPECT_EQ(held(next_boot)[0].connection, connection_.id);
    EXPECT_EQ(held(next_boot)[0].attempt, mine.id);
    EXPECT_EQ(held(next_boot)[0].provider, "acme");
}

TEST_F(RefreshStoreTest, TheSweepFindsRefusedConnectionsThatAreOver) {
    SealedTokens tokens;
    tokens.workspace = default_workspace;
    tokens.connection = connection_.id;
    tokens.consent = 1;
    tokens.generation = 1;
    tokens.access_sealed = "access";
    tokens.access_expires = start;
    must_in_tx([&](Tx& tx) { return refresh::write_tokens(tx, tokens); });
    RefreshStore store{*db_};
    const auto overdue = [&] {
        return must<std::vector<RefreshStore::Overdue>>([&] { return store.refused_and_over(10); })
            .size();
    };
    EXPECT_EQ(overdue(), 0U) << "not refused";
    must_in_tx(
        [&](Tx& tx) { return refresh::set_refused(tx, default_workspace, connection_.id, true); });
    EXPECT_EQ(overdue(), 1U);
    tokens.access_expires = lock().now + 1h;
    must_in_tx([&](Tx& tx) { return refresh::write_tokens(tx, tokens); });
    EXPECT_EQ(overdue(), 0U) << "the access token is still good";
}

}  // namespace
}  // namespace fairlead::storage
