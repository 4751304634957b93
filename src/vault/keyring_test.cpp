// SPDX-License-Identifier: Apache-2.0
#include "vault/keyring.h"

#include "base/text.h"
#include "crypto/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace fairlead::vault {
namespace {

const std::string key_a = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const std::string key_b = "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=";

Result<Keyring> parse(const std::string& text) {
    return Keyring::parse(Secret::copy_of(text), "the file");
}

TEST(Keyring, FirstKeyIsActiveAndAllAreFound) {
    const auto keys = parse("# master keys\n\nnew " + key_a + " # made today\r\n  old\t" + key_b);
    ASSERT_TRUE(keys) << keys.error().message;
    EXPECT_EQ(keys->active_id(), "new");
    EXPECT_EQ(hex_encode(*keys->find("new")),
              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    EXPECT_EQ((*keys->find("old"))[0], std::byte{0xff});
    EXPECT_FALSE(keys->find("other"));
    const auto listed = keys->list();
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0].id, "new");
    EXPECT_EQ(listed[0].comment, "made today");
    EXPECT_TRUE(listed[0].active);
    EXPECT_FALSE(listed[1].active);
    EXPECT_EQ(listed[0].fingerprint.size(), 16u);
    EXPECT_NE(listed[0].fingerprint, listed[1].fingerprint);
}

TEST(Keyring, FingerprintIsOfTheKeyNotItsName) {
    const auto a = parse("one " + key_a)->list();
    const auto b = parse("two " + key_a)->list();
    EXPECT_EQ(a[0].fingerprint, b[0].fingerprint);
}

TEST(Keyring, BadLinesAreNamedAndNotQuoted) {
    const std::string half = key_a.substr(0, 20);
    const struct {
        std::string text;
        const char* where;
    } cases[] = {
        {"a " + key_a + "\nb " + half, "line 2"},
        {"a", "line 1"},
        {key_a, "line 1"},
        {"a " + key_a + " " + key_b, "line 1"},
        {"ä " + key_a, "line 1"},
        {"a " + key_a + "\na " + key_b, "line 2"},
        {"a " + std::string(64, '0'), "placeholder"},
        {"", "generate"},
        {"# nothing", "generate"},
    };
    for (const auto& one : cases) {
        const auto keys = parse(one.text);
        ASSERT_FALSE(keys) << one.text;
        EXPECT_NE(keys.error().message.find(one.where), std::string::npos) << keys.error().message;
        EXPECT_NE(keys.error().message.find("the file"), std::string::npos);
        EXPECT_EQ(keys.error().message.find(half), std::string::npos) << "quotes the key";
    }
}

TEST(Keyring, KeyInEveryEncoding) {
    const std::string raw =
        hex_decode("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0").value();
    for (const std::string& text : {hex_encode(bytes_of(raw)), base64_encode(bytes_of(raw)),
                                    base64url_encode(bytes_of(raw))}) {
        const auto key = decode_master_key(text);
        ASSERT_TRUE(key) << text;
        EXPECT_EQ(key->expose(), raw);
    }
    EXPECT_FALSE(decode_master_key(""));
    EXPECT_FALSE(decode_master_key(std::string(32, 'k')));
}

TEST(Keyring, JoiningKeepsOrderAndRefusesTwoKeysOfOneName) {
    const auto file = parse("new " + key_a).value();
    const auto both = file.joined_with(parse("env " + key_b).value());
    ASSERT_TRUE(both);
    EXPECT_EQ(both->active_id(), "new");
    EXPECT_TRUE(both->find("env"));
    const auto same = file.joined_with(parse("new " + key_a).value());
    ASSERT_TRUE(same);
    EXPECT_EQ(same->list().size(), 1u);
    const auto clash = file.joined_with(parse("new " + key_b).value());
    ASSERT_FALSE(clash);
    EXPECT_EQ(clash.error().code, Errc::conflict);
}

TEST(Keyring, IdsAreChecked) {
    for (const char* good : {"a", "2026-01-02", "K.1_x", "env"}) {
        EXPECT_TRUE(check_master_key_id(good)) << good;
    }
    for (const std::string& bad : {std::string{}, std::string{"a b"}, std::string{"#"},
                                   std::string{"ä"}, std::string(33, 'a')}) {
        EXPECT_FALSE(check_master_key_id(bad)) << bad;
    }
}

RC_GTEST_PROP(Keyring, ArbitraryTextIsReadOrRefused, (const std::string& text)) {
    const auto keys = parse(text);
    RC_ASSERT(keys.has_value() || keys.error().code == Errc::invalid);
}

}  // namespace
}  // namespace fairlead::vault
