// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"

#include "base/loop_thread.h"
#include "crypto/random.h"
#include "vault/filled_keyring.h"
#include "vault/key_rotation.h"
#include "vault/memory_data_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::vault {
namespace {

struct VaultTest : testing::Test {
    LoopThread loop;
    MemoryDataKeys keys;
    crypto::SystemRandom random;
    ManualClock clock{from_unix_ms(1'800'000'000'000)};
    Vault vault{keys, filled_keyring("k1", 1), clock, random};
    const Owner ann = Owner::of(default_workspace, UserId::create(clock.now(), random));
    const Owner bob = Owner::of(default_workspace, UserId::create(clock.now(), random));
    const Place place{"connections", "access_sealed", Uuid::v7(clock.now(), random), 1};

    std::string seal(Vault& with, const Owner& owner, const std::string& text) {
        return loop.ask<std::string>([&] { return with.seal(owner, place, Secret::copy_of(text)); })
            .value();
    }
    Result<Secret> open(Vault& with, const Owner& owner, const std::string& sealed) {
        return loop.ask<Secret>([&] { return with.open(owner, place, sealed); });
    }
    std::string detail_of(Vault& with, const Owner& owner, const std::string& sealed) {
        const auto opened = open(with, owner, sealed);
        if (opened) return "it opened";
        EXPECT_TRUE(is_vault_error(opened.error()));
        EXPECT_EQ(opened.error().code, Errc::internal);
        EXPECT_EQ(opened.error().message.find("canary"), std::string::npos);
        return opened.error().detail;
    }
    Result<void> check(Vault& with) {
        return loop.run([&] { return with.check_keyring(); });
    }
};

using testing::HasSubstr;

TEST_F(VaultTest, OpensWhatItSealed) {
    const std::string sealed = seal(vault, ann, "canary-token");
    EXPECT_EQ(sealed.find("canary"), std::string::npos);
    EXPECT_EQ(open(vault, ann, sealed)->expose(), "canary-token");
    const std::string nothing = seal(vault, ann, "");
    EXPECT_EQ(open(vault, ann, nothing)->expose(), "");
}

TEST_F(VaultTest, OneDataKeyForEachOwner) {
    seal(vault, ann, "a");
    seal(vault, ann, "b");
    seal(vault, bob, "c");
    const auto rows = keys.rows.lock();
    ASSERT_EQ(rows->size(), 2u);
    for (const auto& [id, row] : *rows) {
        EXPECT_EQ(row.master_key_id, "k1");
        EXPECT_EQ(row.wrapped.size(), 61u);
    }
}

TEST_F(VaultTest, AnotherVaultOnTheSameRowsOpensIt) {
    const std::string sealed = seal(vault, ann, "token");
    Vault restarted{keys, filled_keyring("k1", 1), clock, random};
    EXPECT_EQ(open(restarted, ann, sealed)->expose(), "token");
}

TEST_F(VaultTest, CachedKeysAreNotReadAgain) {
    const std::string sealed = seal(vault, ann, "token");
    const int before = keys.reads;
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(open(vault, ann, sealed));
    seal(vault, ann, "more");
    EXPECT_EQ(keys.reads, before);
    vault.forget(ann);
    EXPECT_TRUE(open(vault, ann, sealed));
    EXPECT_EQ(keys.reads, before + 1);  // a miss costs one read
}

TEST_F(VaultTest, TwoNodesThatMakeAKeyAtOnceAgree) {
    Vault other{keys, filled_keyring("k1", 1), clock, random};
    seal(other, ann, "warms nothing here");
    const std::string here = seal(vault, ann, "token");
    EXPECT_EQ(open(other, ann, here)->expose(), "token");
    EXPECT_EQ(keys.rows.lock()->size(), 1u);
}

TEST_F(VaultTest, ValueOfAnotherOwnerDoesNotOpen) {
    const std::string anns = seal(vault, ann, "canary-token");
    seal(vault, bob, "token");
    EXPECT_THAT(detail_of(vault, bob, anns), HasSubstr("another owner"));
    vault.forget(bob);
    EXPECT_THAT(detail_of(vault, bob, anns), HasSubstr("another owner"));
}

TEST_F(VaultTest, DataKeyRowsCannotBeExchanged) {
    const std::string anns = seal(vault, ann, "canary-token");
    const std::string bobs = seal(vault, bob, "canary-token");
    {
        const auto rows = keys.rows.lock();
        std::swap(rows->begin()->second.wrapped, rows->rbegin()->second.wrapped);
    }
    Vault restarted{keys, filled_keyring("k1", 1), clock, random};
    EXPECT_THAT(detail_of(restarted, ann, anns), HasSubstr("row was changed"));
    EXPECT_THAT(detail_of(restarted, bob, bobs), HasSubstr("row was changed"));
}

TEST_F(VaultTest, ErasedOwnerCannotBeOpened) {
    const std::string sealed = seal(vault, ann, "canary-token");
    ASSERT_TRUE(loop.run([&] { return keys.erase(ann); }));
    vault.forget(ann);
    EXPECT_THAT(detail_of(vault, ann, sealed), HasSubstr("is gone"));
    seal(vault, ann, "a new life");
    EXPECT_THAT(detail_of(vault, ann, sealed), HasSubstr("is gone"));
}

TEST_F(VaultTest, ErrorsTellWrongFromMissingMasterKey) {
    const std::string sealed = seal(vault, ann, "canary-token");
    Vault wrong{keys, filled_keyring("k1", 2), clock, random};
    EXPECT_THAT(detail_of(wrong, ann, sealed), HasSubstr("not the key it was wrapped with"));
    Vault missing{keys, filled_keyring("k2", 2), clock, random};
    EXPECT_THAT(detail_of(missing, ann, sealed), HasSubstr("\"k1\" is not in the keyring"));
}

TEST_F(VaultTest, DamagedValuesAndKeysAreFound) {
    std::string sealed = seal(vault, ann, "canary-token");
    EXPECT_THAT(detail_of(vault, ann, ""), HasSubstr("not a sealed value"));
    EXPECT_THAT(detail_of(vault, ann, "plain text that somebody wrote here by hand, 60 bytes"),
                HasSubstr("not a sealed value"));
    sealed.back() = static_cast<char>(sealed.back() ^ 1);
    EXPECT_THAT(detail_of(vault, ann, sealed), HasSubstr("it was changed"));
    keys.rows.lock()->begin()->second.wrapped.clear();
    vault.forget(ann);
    EXPECT_THAT(detail_of(vault, ann, sealed), HasSubstr("a form this version does not know"));
}

TEST_F(VaultTest, OpensUsingAKeyReadAlong) {
    const std::string sealed = seal(vault, ann, "token");
    const WrappedKey key = keys.rows.lock()->begin()->second;
    const int before = keys.reads;
    EXPECT_EQ(vault.open_using(key, place, sealed)->expose(), "token");
    EXPECT_EQ(keys.reads, before);
    WrappedKey stolen = key;
    stolen.owner = bob;
    EXPECT_FALSE(vault.open_using(stolen, place, sealed));
}

TEST_F(VaultTest, SealerNeedsNoWaiting) {
    const auto sealer = loop.ask<Sealer>([&] { return vault.sealer(ann); });
    ASSERT_TRUE(sealer);
    const std::string sealed = sealer->seal(place, Secret::copy_of("token"));
    EXPECT_EQ(open(vault, ann, sealed)->expose(), "token");
    EXPECT_EQ(sealer->open(place, sealed)->expose(), "token");
}

TEST_F(VaultTest, CheckAcceptsAnEmptyDatabaseAndTheRightKeys) {
    EXPECT_TRUE(check(vault));
    seal(vault, ann, "token");
    EXPECT_TRUE(check(vault));
}

TEST_F(VaultTest, CheckRefusesAWrongMasterKey) {
    seal(vault, ann, "token");
    Vault wrong{keys, filled_keyring("k1", 2), clock, random};
    const auto checked = check(wrong);
    ASSERT_FALSE(checked);
    EXPECT_TRUE(is_vault_error(checked.error()));
    EXPECT_THAT(checked.error().message, HasSubstr("\"k1\" is not the one"));
}

TEST_F(VaultTest, CheckRefusesAMissingMasterKey) {
    seal(vault, ann, "token");
    Vault missing{keys, filled_keyring("k2", 2), clock, random};
    const auto checked = check(missing);
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, HasSubstr("\"k1\" is missing"));
    EXPECT_THAT(checked.error().message, HasSubstr("1 data keys"));
}

TEST_F(VaultTest, CheckLooksAtEveryMasterKeyInUse) {
    seal(vault, ann, "token");
    Vault second{keys, filled_keyring("k2", 2).joined_with(filled_keyring("k1", 1)).value(), clock,
                 random};
    seal(second, bob, "token");
    EXPECT_TRUE(check(second));
    for (const auto& [one, two] : {std::pair{1, 9}, std::pair{9, 2}}) {
        const auto wrong = filled_keyring("k2", static_cast<std::uint8_t>(two))
                               .joined_with(filled_keyring("k1", static_cast<std::uint8_t>(one)))
                               .value();
        Vault partly{keys, wrong, clock, random};
        EXPECT_FALSE(check(partly));
    }
}

TEST_F(VaultTest, OneDamagedRowIsNotAWrongKey) {
    seal(vault, ann, "token");
    seal(vault, bob, "token");
    keys.rows.lock()->begin()->second.wrapped.back() ^= 1;
    EXPECT_TRUE(check(vault));
}

TEST_F(VaultTest, CacheMayBeTiny) {
    Vault small{keys, filled_keyring("k1", 1), clock, random, VaultLimits{.cached_keys = 1}};
    const std::string anns = seal(small, ann, "a");
    const std::string bobs = seal(small, bob, "b");
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(open(small, ann, anns)->expose(), "a");
        EXPECT_EQ(open(small, bob, bobs)->expose(), "b");
    }
}

}  // namespace
}  // namespace fairlead::vault
