// SPDX-License-Identifier: Apache-2.0
#include "vault/key_cache.h"

#include "base/fixed_random.h"

#include <gtest/gtest.h>

#include <thread>

namespace fairlead::vault {
namespace {

FixedRandom source;

Uuid some_uuid() {
    Uuid id;
    source.fill(std::as_writable_bytes(std::span{id.bytes}));
    return id;
}

Owner some_owner() { return Owner::of(default_workspace, UserId{some_uuid()}); }

std::array<std::byte, crypto::key_size> key_of(std::uint8_t value) {
    std::array<std::byte, crypto::key_size> key{};
    key.fill(std::byte{value});
    return key;
}

TEST(KeyCache, FindsWhatWasPut) {
    KeyCache cache{64};
    const Owner owner = some_owner();
    const DataKeyId id{some_uuid()};
    EXPECT_FALSE(cache.find(owner));
    cache.put(owner, id, key_of(7), cache.ticket(owner));
    const auto found = cache.find(owner);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->key.view()[31], std::byte{7});
    EXPECT_FALSE(cache.find(some_owner()));
}

TEST(KeyCache, UserAndWorkspaceOfOneIdAreTwo) {
    KeyCache cache{64};
    const WorkspaceId workspace{some_uuid()};
    const Owner shared = Owner::of(workspace);
    const Owner user = Owner::of(workspace, UserId{workspace.value});
    cache.put(shared, DataKeyId{some_uuid()}, key_of(1), cache.ticket(shared));
    EXPECT_TRUE(cache.find(shared));
    EXPECT_FALSE(cache.find(user));
}

TEST(KeyCache, NeverHoldsMoreThanItMay) {
    for (const std::size_t capacity : {1u, 3u, 16u, 100u, 4096u}) {
        KeyCache cache{capacity};
        for (std::size_t i = 0; i < 2 * capacity + 100; ++i) {
            const Owner owner = some_owner();
            cache.put(owner, DataKeyId{some_uuid()}, key_of(1), cache.ticket(owner));
        }
        EXPECT_LE(cache.size(), capacity);
        EXPECT_GE(cache.size(), capacity / 2);
    }
}

TEST(KeyCache, TheOneUsedLongestAgoGoes) {
    KeyCache cache{1};
    const Owner first = some_owner();
    const Owner second = some_owner();
    cache.put(first, DataKeyId{some_uuid()}, key_of(1), cache.ticket(first));
    cache.put(second, DataKeyId{some_uuid()}, key_of(2), cache.ticket(second));
    EXPECT_FALSE(cache.find(first));
    EXPECT_EQ(cache.find(second)->key.view()[0], std::byte{2});
}

TEST(KeyCache, PuttingAgainReplaces) {
    KeyCache cache{1};
    const Owner owner = some_owner();
    cache.put(owner, DataKeyId{some_uuid()}, key_of(1), cache.ticket(owner));
    cache.put(owner, DataKeyId{some_uuid()}, key_of(2), cache.ticket(owner));
    EXPECT_EQ(cache.find(owner)->key.view()[0], std::byte{2});
    EXPECT_EQ(cache.size(), 1u);
}

TEST(KeyCache, ErasedWhileItWasReadIsNotRemembered) {
    KeyCache cache{64};
    const Owner owner = some_owner();
    const auto ticket = cache.ticket(owner);
    cache.erase(owner);
    cache.put(owner, DataKeyId{some_uuid()}, key_of(1), ticket);
    EXPECT_FALSE(cache.find(owner));
}

TEST(KeyCache, ThreadsFindWholeKeys) {
    KeyCache cache{32};
    std::vector<Owner> owners;
    for (int i = 0; i < 64; ++i) owners.push_back(some_owner());
    std::vector<std::thread> threads;
    for (std::uint8_t t = 0; t < 4; ++t) {
        threads.emplace_back([&cache, &owners, t] {
            for (std::size_t i = 0; i < 4000; ++i) {
                const Owner& owner = owners[(i * 7 + t) % owners.size()];
                cache.put(owner, DataKeyId{}, key_of(t), cache.ticket(owner));
                if (i % 50 == 0) cache.erase(owner);
                const auto found = cache.find(owners[(i * 3) % owners.size()]);
                if (!found) continue;
                ASSERT_EQ(found->key.view().front(), found->key.view().back());
            }
        });
    }
    for (auto& one : threads) one.join();
    EXPECT_LE(cache.size(), 32u);
}

}  // namespace
}  // namespace fairlead::vault
