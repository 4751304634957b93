// SPDX-License-Identifier: Apache-2.0
#include "vault/key_rotation.h"

#include "base/loop_thread.h"
#include "crypto/random.h"
#include "vault/filled_keyring.h"
#include "vault/memory_data_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::vault {
namespace {

const Keyring old_ring = filled_keyring("old", 1);
const Keyring both_rings = filled_keyring("new", 2).joined_with(old_ring).value();
const Keyring new_ring = filled_keyring("new", 2);

struct KeyRotationTest : testing::Test {
    LoopThread loop;
    MemoryDataKeys keys;
    crypto::SystemRandom random;
    ManualClock clock{from_unix_ms(1'800'000'000'000)};
    Vault vault{keys, old_ring, clock, random, VaultLimits{.cached_keys = 64}};
    KeyRotation rotation{keys, vault};

    struct Stored {
        Owner owner;
        Place place;
        std::string sealed;
        std::string text;
    };
    std::vector<Stored> stored;

    void fill(int owners) {
        for (int i = 0; i < owners; ++i) {
            clock.advance(1ms);
            Stored one{Owner::of(default_workspace, UserId::create(clock.now(), random)),
                       Place{"t", "c", Uuid::v7(clock.now(), random), 1},
                       {},
                       "token " + std::to_string(i)};
            one.sealed = loop.ask<std::string>([&] {
                                 return vault.seal(one.owner, one.place, Secret::copy_of(one.text));
                             })
                             .value();
            stored.push_back(std::move(one));
        }
    }
    Result<KeyProgress> rewrap_all(KeyRotation::Progress progress = {}) {
        return loop.ask<KeyProgress>([&] { return rotation.rewrap_all(progress); });
    }
    Result<KeyProgress> verify() {
        return loop.ask<KeyProgress>([&] { return rotation.verify({}); });
    }
    bool removable(const std::string& id) {
        return loop.ask<bool>([&] { return rotation.removable(id); }).value();
    }
    bool all_open(Vault& with, LoopThread& on) const {
        for (const Stored& one : stored) {
            const auto opened =
                on.ask<Secret>([&] { return with.open(one.owner, one.place, one.sealed); });
            if (!opened || opened->expose() != one.text) return false;
        }
        return true;
    }
};

TEST_F(KeyRotationTest, WrapsEverythingAnewAndTheOldKeyMayGo) {
    fill(450);
    vault.replace_keyring(both_rings);
    EXPECT_FALSE(removable("old"));
    EXPECT_FALSE(removable("new"));
    std::vector<std::int64_t> steps;
    const auto done = rewrap_all([&](const KeyProgress& at) { steps.push_back(at.done); });
    ASSERT_TRUE(done);
    EXPECT_EQ(done->done, 450);
    EXPECT_EQ(done->total, 450);
    EXPECT_EQ(done->broken, 0);
    EXPECT_EQ(steps, (std::vector<std::int64_t>{200, 400, 450}));
    EXPECT_TRUE(removable("old"));
    EXPECT_FALSE(removable("new"));  // active
    EXPECT_TRUE(removable("never used"));

    Vault restarted{keys, new_ring, clock, random};
    EXPECT_TRUE(loop.run([&] { return restarted.check_keyring(); }));
    EXPECT_TRUE(all_open(restarted, loop));
}

TEST_F(KeyRotationTest, AKeyringSucceedsOnlyTheOneItWasMadeFrom) {
    vault.replace_keyring(both_rings);
    EXPECT_FALSE(vault.succeed_keyring("old", old_ring));
    EXPECT_EQ(vault.keyring().active_id(), "new");
    EXPECT_TRUE(vault.succeed_keyring("new", old_ring));
    EXPECT_EQ(vault.keyring().active_id(), "old");
}

TEST_F(KeyRotationTest, RunningAgainDoesNothing) {
    fill(5);
    vault.replace_keyring(both_rings);
    ASSERT_TRUE(rewrap_all());
    const auto before = keys.rows.lock()->begin()->second.wrapped;
    EXPECT_EQ(rewrap_all()->done, 0);
    EXPECT_EQ(keys.rows.lock()->begin()->second.wrapped, before);
}

TEST_F(KeyRotationTest, GoesOnAfterDyingAnywhere) {
    fill(30);
    vault.replace_keyring(both_rings);
    for (int survived = 0; survived < 30; survived += 7) {
        keys.die_after = 7;
        const bool finished = rewrap_all().has_value();
        EXPECT_EQ(finished, survived + 7 > 30);
        Vault restarted{keys, both_rings, clock, random};
        EXPECT_TRUE(all_open(restarted, loop)) << "after " << survived;
    }
    EXPECT_TRUE(removable("old"));
}

TEST_F(KeyRotationTest, BrokenKeysAreCountedAndLeftAlone) {
    fill(3);
    const auto damaged = std::next(keys.rows.lock()->begin())->first;
    keys.rows.lock()->at(damaged).wrapped.back() ^= 1;
    const auto before = keys.rows.lock()->at(damaged).wrapped;
    vault.replace_keyring(both_rings);
    const auto done = rewrap_all();
    ASSERT_TRUE(done);
    EXPECT_EQ(done->broken, 1);
    ASSERT_EQ(done->examples.size(), 1u);
    EXPECT_EQ(done->examples[0].id, damaged);
    EXPECT_EQ(done->examples[0].master_key_id, "old");
    EXPECT_EQ(keys.rows.lock()->at(damaged).wrapped, before);
    EXPECT_FALSE(removable("old"));
    const auto verified = verify();
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->done, 3);
    EXPECT_EQ(verified->broken, 1);
}

TEST_F(KeyRotationTest, VerifyFindsNothingWhereAllIsWell) {
    fill(250);
    const auto verified = verify();
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->done, 250);
    EXPECT_EQ(verified->total, 250);
    EXPECT_EQ(verified->broken, 0);
}

TEST_F(KeyRotationTest, NothingFailsWhileItRuns) {
    fill(300);
    std::atomic<bool> stop{false};
    std::atomic<int> failures{0};
    std::vector<std::thread> readers;
    for (int t = 0; t < 3; ++t) {
        readers.emplace_back([&] {
            LoopThread mine;
            do {
                if (!all_open(vault, mine)) ++failures;
            } while (!stop);
        });
    }
    vault.replace_keyring(both_rings);
    ASSERT_TRUE(rewrap_all());
    vault.replace_keyring(new_ring);
    stop = true;
    for (auto& one : readers) one.join();
    EXPECT_EQ(failures, 0);
    EXPECT_TRUE(all_open(vault, loop));
}

TEST_F(KeyRotationTest, KeysMadeMeanwhileUseTheNewOne) {
    fill(1);
    vault.replace_keyring(both_rings);
    fill(1);
    int under_new = 0;
    const auto all = *keys.rows.lock();
    for (const auto& [id, row] : all) under_new += row.master_key_id == "new";
    EXPECT_EQ(under_new, 1);
}

}  // namespace
}  // namespace fairlead::vault
