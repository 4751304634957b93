// SPDX-License-Identifier: Apache-2.0
#include "oauth/journal_slot.h"

#include "crypto/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

class JournalSlot : public ::testing::Test {
protected:
    static Secret key_of(char letter) { return Secret(std::string(crypto::key_size, letter)); }
    std::string encode(std::string_view body) {
        return encode_slot(header, *crypto::key_view(key), body, random);
    }
    bool opens(std::string_view slot) {
        return open_slot(slot, *crypto::key_view(key)).has_value();
    }

    crypto::SystemRandom random;
    Secret key = key_of('k');
    SlotHeader header{.workspace = default_workspace,
                      .attempt = AttemptId::create(from_unix_ms(1), random),
                      .connection = ConnectionId::create(from_unix_ms(2), random),
                      .consent = 3,
                      .generation = 1'000'000'007,
                      .time_base = from_unix_ms(1'700'000'000'123),
                      .status = 201};
};

TEST_F(JournalSlot, ComesBackWithItsHeaderAndBody) {
    const auto slot = encode(R"({"access_token":"a"})");
    EXPECT_EQ(slot.size(), slot_overhead + 20);
    const auto padded = slot + std::string(500, '\0');
    ASSERT_TRUE(read_slot_header(padded));
    EXPECT_EQ(*read_slot_header(padded), header);
    const auto body = open_slot(padded, *crypto::key_view(key));
    ASSERT_TRUE(body);
    EXPECT_EQ(body->expose(), R"({"access_token":"a"})");
}

TEST_F(JournalSlot, HoldsAnEmptyAndALongBody) {
    EXPECT_TRUE(opens(encode("")));
    EXPECT_TRUE(opens(encode(std::string(65536 - slot_overhead, 'x'))));
}

TEST_F(JournalSlot, TheBodyIsNotInTheBytes) {
    EXPECT_EQ(encode("CANARY").find("CANARY"), std::string::npos);
}

TEST_F(JournalSlot, AnyChangedByteMakesItEmpty) {
    const auto slot = encode("body");
    for (std::size_t i = 0; i < slot.size(); ++i) {
        auto changed = slot;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(opens(changed)) << i;
    }
}

TEST_F(JournalSlot, ATornWriteIsEmpty) {
    const auto slot = encode(std::string(9000, 'b'));
    for (const std::size_t kept : {std::size_t{0}, std::size_t{4}, slot_overhead, std::size_t{512},
                                   std::size_t{4096}, slot.size() - 1}) {
        auto torn = slot.substr(0, kept);
        torn.resize(65536, '\0');
        EXPECT_FALSE(opens(torn)) << kept;
    }
    EXPECT_FALSE(opens(std::string(65536, '\0')));
}

TEST_F(JournalSlot, AnotherConsentsKeyDoesNotOpenIt) {
    const auto slot = encode("body");
    key = key_of('l');
    EXPECT_FALSE(opens(slot));
}

RC_GTEST_PROP(JournalSlotBytes, AnyBytesAreReadOrRefused, (std::string bytes)) {
    if (*rc::gen::arbitrary<bool>()) bytes = std::string("FLJS\0\0\0\1", 8) + bytes;
    bytes.resize(std::max(bytes.size(), *rc::gen::inRange<std::size_t>(0, 200)), '\x7f');
    const auto header = read_slot_header(bytes);
    const Secret key(std::string(crypto::key_size, 'k'));
    RC_ASSERT(!open_slot(bytes, *crypto::key_view(key)));
}

}  // namespace
}  // namespace fairlead::oauth
