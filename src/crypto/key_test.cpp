// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.h"

#include "base/text.h"
#include "crypto/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <new>

namespace fairlead::crypto {
namespace {

std::array<std::byte, key_size> bytes_with(std::uint8_t value) {
    std::array<std::byte, key_size> bytes{};
    bytes.fill(std::byte{value});
    return bytes;
}

bool all_zero(std::span<const std::byte> bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

TEST(Key, HoldsWhatItWasGiven) {
    const auto bytes = bytes_with(7);
    Key key = Key::copy_of(bytes);
    const Key moved = std::move(key);
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), moved.view().begin()));
}

TEST(Key, GeneratedKeysDiffer) {
    SystemRandom random;
    const Key a = Key::generate(random);
    const Key b = Key::generate(random);
    EXPECT_FALSE(std::equal(a.view().begin(), a.view().end(), b.view().begin()));
    EXPECT_FALSE(all_zero(a.view()));
}

TEST(Key, SecretMustHave32Bytes) {
    EXPECT_TRUE(key_view(Secret::copy_of(std::string(32, 'k'))));
    EXPECT_FALSE(key_view(Secret::copy_of(std::string(31, 'k'))));
    EXPECT_FALSE(key_view(Secret::copy_of(std::string(33, 'k'))));
    EXPECT_FALSE(key_view(Secret{}));
}

TEST(LockedKeys, SlotsAreApartAndWiped) {
    LockedKeys keys{3};
    keys.put(0, bytes_with(1));
    keys.put(1, bytes_with(2));
    keys.put(2, bytes_with(3));
    keys.wipe(1);
    EXPECT_EQ(keys.at(0)[31], std::byte{1});
    EXPECT_TRUE(all_zero(keys.at(1)));
    EXPECT_EQ(keys.at(2)[0], std::byte{3});
}

TEST(BriefKey, MovingWipesTheSource) {
    BriefKey from{bytes_with(9)};
    const BriefKey to{std::move(from)};
    EXPECT_EQ(to.view()[5], std::byte{9});
    // What moving leaves behind is the point here.
    EXPECT_TRUE(all_zero(from.view()));  // NOLINT(bugprone-use-after-move)
}

TEST(BriefKey, DyingWipesItsMemory) {
    alignas(BriefKey) std::array<std::byte, sizeof(BriefKey)> place{};
    auto* const key = new (place.data()) BriefKey{bytes_with(9)};
    const std::span<const std::byte> bytes{place};
    EXPECT_FALSE(all_zero(bytes));
    key->~BriefKey();
    EXPECT_TRUE(all_zero(bytes));
}

}  // namespace
}  // namespace fairlead::crypto
