// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac_sha1.h"

#include "base/text.h"

#include <gtest/gtest.h>

namespace fairlead::crypto {
namespace {

std::string hex(std::string_view key, std::string_view text) {
    return hex_encode(hmac_sha1(key, text));
}

// RFC 2202 section 3.
TEST(HmacSha1, MatchesTheRfc) {
    EXPECT_EQ(hex(std::string(20, '\x0b'), "Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00");
    EXPECT_EQ(hex("Jefe", "what do ya want for nothing?"),
              "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    EXPECT_EQ(hex(std::string(20, '\xaa'), std::string(50, '\xdd')),
              "125d7342b9ac11cd91a39af48aa17b4f63f175d3");
    EXPECT_EQ(
        hex(std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
        "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

TEST(HmacSha1, TakesAnEmptyKeyForOne) {
    hmac_sha1("another", "text");
    EXPECT_EQ(hex("", ""), "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
}

}  // namespace
}  // namespace fairlead::crypto
