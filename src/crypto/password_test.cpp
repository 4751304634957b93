// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.h"

#include <gtest/gtest.h>

namespace fairlead::crypto {
namespace {

constexpr PasswordCost cheap{8192, 1};

Secret secret(std::string text) { return Secret{std::move(text)}; }

TEST(Password, DefaultCostIsWhatWeChose) {
    const auto hash = hash_password(secret("a long enough password"));
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *hash;
    EXPECT_TRUE(verify_password(*hash, secret("a long enough password")));
    EXPECT_FALSE(needs_rehash(*hash));
}

TEST(Password, SaltsDiffer) {
    const auto a = hash_password(secret("same"), cheap);
    const auto b = hash_password(secret("same"), cheap);
    ASSERT_TRUE(a && b);
    EXPECT_NE(*a, *b);
}

TEST(Password, OnlyTheSamePasswordFits) {
    const auto hash = hash_password(secret("right"), cheap);
    ASSERT_TRUE(hash);
    EXPECT_TRUE(verify_password(*hash, secret("right")));
    for (const char* wrong : {"", "righ", "right ", "Right"}) {
        EXPECT_FALSE(verify_password(*hash, secret(wrong))) << wrong;
    }
    const auto long_hash = hash_password(secret(std::string(200, 'x')), cheap);
    ASSERT_TRUE(long_hash);
    EXPECT_FALSE(verify_password(*long_hash, secret(std::string(199, 'x'))));
}

TEST(Password, AnotherCostAsksForARehash) {
    const auto hash = hash_password(secret("right"), cheap);
    ASSERT_TRUE(hash);
    EXPECT_TRUE(needs_rehash(*hash));
    EXPECT_FALSE(needs_rehash(*hash, cheap));
}

TEST(Password, OtherTextIsNoHash) {
    const std::string with_nul("$argon2id$\0x", 12);
    for (const std::string& text : {std::string{}, std::string{"right"}, std::string{"$argon2id$"},
                                    std::string{"$2b$12$abc"}, with_nul, std::string(500, '$')}) {
        EXPECT_FALSE(verify_password(text, secret("right")));
        EXPECT_TRUE(needs_rehash(text));
    }
}

}  // namespace
}  // namespace fairlead::crypto
