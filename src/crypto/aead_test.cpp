// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include "base/text.h"
#include "crypto/aead_opening.h"
#include "crypto/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sodium.h>

#include <set>
#include <thread>

namespace fairlead::crypto {
namespace {

class Tape final : public Random {
public:
    explicit Tape(std::string bytes) : bytes_(std::move(bytes)) {}
    void fill(std::span<std::byte> out) override {
        for (std::byte& one : out) one = static_cast<std::byte>(bytes_.at(at_++));
    }

private:
    std::string bytes_;
    std::size_t at_ = 0;
};

std::string unhex(std::string_view text) { return hex_decode(text).value(); }

Secret key_of(std::string_view hex) { return Secret{unhex(hex)}; }

// The vectors of the GCM specification cannot have our AAD, which begins with its format; this one
// was computed by another program, and below libsodium's own cipher is the second opinion.
TEST(Aead, KnownAnswer) {
    const Secret key = key_of("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    Tape random{unhex("cafebabefacedbaddecaf888")};
    const std::string sealed = seal(key_view(key).value(), Aad{}, "attack at dawn", random);
    EXPECT_EQ(hex_encode(bytes_of(sealed)),
              "cafebabefacedbaddecaf888ea6887b402b95b8325065a07f21fca94b8d04427b30d2c41f0ab0bfd"
              "040a");
}

RC_GTEST_PROP(Aead, AgreesWithLibsodium, (const std::string& text, const std::string& bound)) {
    RC_PRE(sodium_init() >= 0 && crypto_aead_aes256gcm_is_available() == 1);
    SystemRandom random;
    const Key key = Key::generate(random);
    const Aad aad = Aad{}.add(std::string_view{bound});
    const std::string sealed = seal(key.view(), aad, text, random);
    const auto raw = [](const auto& bytes) {
        return reinterpret_cast<const unsigned char*>(bytes.data());
    };
    std::string theirs(text.size() + tag_size, '\0');
    crypto_aead_aes256gcm_encrypt(reinterpret_cast<unsigned char*>(theirs.data()), nullptr,
                                  raw(text), text.size(), raw(aad.bytes()), aad.bytes().size(),
                                  nullptr, raw(sealed), raw(key.view()));
    RC_ASSERT(sealed.substr(nonce_size) == theirs);
}

// What one way opens so does the other, and neither opens what was changed: which of them runs is
// the processor's doing.
RC_GTEST_PROP(Aead, BothWaysOfOpeningAgree, (const std::string& text, std::uint32_t where)) {
    RC_PRE(has_fast_opening());
    SystemRandom random;
    const Key key = Key::generate(random);
    const Aad aad = Aad{}.add("place");
    std::string sealed = seal(key.view(), aad, text, random);
    std::string fast(text.size(), '\0');
    std::string portable(text.size(), '\0');
    const auto into = [](std::string& out) { return std::as_writable_bytes(std::span{out}); };
    RC_ASSERT(open_fast(key.view(), aad, sealed, into(fast)));
    RC_ASSERT(open_portably(key.view(), aad, sealed, into(portable)));
    RC_ASSERT(fast == text);
    RC_ASSERT(portable == text);
    sealed[where % sealed.size()] ^= 1;
    RC_ASSERT(!open_fast(key.view(), aad, sealed, into(fast)));
    RC_ASSERT(!open_portably(key.view(), aad, sealed, into(portable)));
}

TEST(Aad, PartsArePrefixedByTheirLength) {
    Aad aad;
    aad.add("ab").add("").add(std::int64_t{258}).add(std::int64_t{-1});
    EXPECT_EQ(hex_encode(bytes_of(aad.bytes())),
              "01"
              "00000002"
              "6162"
              "00000000"
              "00000008"
              "0000000000000102"
              "00000008"
              "ffffffffffffffff");
}

RC_GTEST_PROP(Aad, DifferentPartsNeverGiveTheSameBytes, ()) {
    const auto a = *rc::gen::arbitrary<std::vector<std::string>>();
    const auto b = *rc::gen::arbitrary<std::vector<std::string>>();
    const auto bytes = [](const std::vector<std::string>& parts) {
        Aad aad;
        for (const auto& one : parts) aad.add(std::string_view{one});
        return std::string{aad.bytes()};
    };
    RC_ASSERT((a == b) == (bytes(a) == bytes(b)));
}

RC_GTEST_PROP(Aead, OpensWhatItSealed, (const std::string& text, const std::string& bound)) {
    SystemRandom random;
    const Key key = Key::generate(random);
    const Aad aad = Aad{}.add(std::string_view{bound});
    const std::string sealed = seal(key.view(), aad, text, random);
    RC_ASSERT(sealed.size() == text.size() + seal_overhead);
    const auto opened = open(key.view(), aad, sealed);
    RC_ASSERT(opened.has_value());
    RC_ASSERT(opened->expose() == text);
}

TEST(Aead, EveryFlippedBitIsFound) {
    SystemRandom random;
    const Key key = Key::generate(random);
    const Aad aad = Aad{}.add("place");
    const std::string sealed = seal(key.view(), aad, "a refresh token", random);
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        std::string changed = sealed;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(open(key.view(), aad, changed)) << bit;
    }
    EXPECT_TRUE(open(key.view(), aad, sealed));
}

TEST(Aead, EveryShorterOrLongerTextIsRefused) {
    SystemRandom random;
    const Key key = Key::generate(random);
    const std::string sealed = seal(key.view(), Aad{}, "token", random);
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_FALSE(open(key.view(), Aad{}, sealed.substr(0, size))) << size;
    }
    EXPECT_FALSE(open(key.view(), Aad{}, sealed + '\0'));
}

TEST(Aead, AnotherKeyOrAadDoesNotOpen) {
    SystemRandom random;
    const Key key = Key::generate(random);
    const Key other = Key::generate(random);
    const Aad aad = Aad{}.add("a").add("bc");
    const std::string sealed = seal(key.view(), aad, "token", random);
    EXPECT_FALSE(open(other.view(), aad, sealed));
    EXPECT_FALSE(open(key.view(), Aad{}.add("ab").add("c"), sealed));
    EXPECT_FALSE(open(key.view(), Aad{}.add("a"), sealed));
    EXPECT_FALSE(open(key.view(), Aad{}.add("a").add("bc").add(""), sealed));
}

TEST(Aead, FailureLeavesNoPlaintextBehind) {
    SystemRandom random;
    const Key key = Key::generate(random);
    std::string sealed = seal(key.view(), Aad{}, "canary", random);
    sealed.back() = static_cast<char>(sealed.back() ^ 1);
    std::array<std::byte, 6> out{};
    out.fill(std::byte{0xff});
    EXPECT_FALSE(open_into(key.view(), Aad{}, sealed, out));
    for (const std::byte one : out) EXPECT_EQ(one, std::byte{0});
}

TEST(Aead, BufferMustFitExactly) {
    SystemRandom random;
    const Key key = Key::generate(random);
    const std::string sealed = seal(key.view(), Aad{}, "canary", random);
    std::array<std::byte, 7> out{};
    EXPECT_FALSE(open_into(key.view(), Aad{}, sealed, out));
    EXPECT_FALSE(open_into(key.view(), Aad{}, sealed, std::span{out}.first(5)));
    EXPECT_TRUE(open_into(key.view(), Aad{}, sealed, std::span{out}.first(6)));
}

TEST(Aead, NoncesDoNotRepeat) {
    SystemRandom random;
    const Key key = Key::generate(random);
    std::set<std::string> nonces;
    for (int i = 0; i < 20'000; ++i) {
        nonces.insert(seal(key.view(), Aad{}, "", random).substr(0, nonce_size));
    }
    EXPECT_EQ(nonces.size(), 20'000u);
}

TEST(Aead, ThreadsDoNotDisturbEachOther) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([t] {
            SystemRandom random;
            const Key key = Key::generate(random);
            const std::string text(static_cast<std::size_t>(100 * (t + 1)), 'x');
            for (int i = 0; i < 300; ++i) {
                const std::string sealed = seal(key.view(), Aad{}, text, random);
                const auto opened = open(key.view(), Aad{}, sealed);
                ASSERT_TRUE(opened);
                ASSERT_EQ(opened->expose(), text);
            }
        });
    }
    for (auto& one : threads) one.join();
}

}  // namespace
}  // namespace fairlead::crypto
