// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature.h"

#include "base/text.h"

#include <gtest/gtest.h>

namespace fairlead::crypto {
namespace {

class KeyPairs : public testing::TestWithParam<SignatureKind> {};

bool is_verified(SignatureKind kind, const std::string& pem, std::string_view text,
                 std::string_view signature) {
    const auto verified = verify_signature(kind, pem, text, signature);
    EXPECT_TRUE(verified);
    return verified && *verified;
}

TEST_P(KeyPairs, SignWhatTheirPublicHalfVerifies) {
    const auto pair = KeyPair::generate(GetParam());
    const auto other = KeyPair::generate(GetParam());
    ASSERT_TRUE(pair && other);
    const auto signature = pair->sign("a text");
    const auto pem = pair->public_pem();
    ASSERT_TRUE(signature && pem);
    EXPECT_TRUE(is_verified(GetParam(), *pem, "a text", *signature));
    EXPECT_FALSE(is_verified(GetParam(), *pem, "another text", *signature));
    EXPECT_FALSE(is_verified(GetParam(), *pem, "a text", "no signature"));
    EXPECT_FALSE(is_verified(GetParam(), *pem, "a text", ""));
    EXPECT_FALSE(is_verified(GetParam(), *other->public_pem(), "a text", *signature));
}

TEST_P(KeyPairs, AreNotTakenForAnotherKind) {
    const auto other =
        GetParam() == SignatureKind::ed25519 ? SignatureKind::rsa_sha256 : SignatureKind::ed25519;
    const auto pem = KeyPair::generate(other)->public_pem();
    ASSERT_TRUE(pem);
    EXPECT_EQ(verify_signature(GetParam(), *pem, "", "").error().code, Errc::invalid);
    EXPECT_EQ(verify_signature(GetParam(), "no key", "", "").error().code, Errc::invalid);
}

INSTANTIATE_TEST_SUITE_P(All, KeyPairs,
                         testing::Values(SignatureKind::ed25519, SignatureKind::rsa_sha256));

/// RFC 8032 section 7.1, test 2, its key behind the bytes that name the kind.
TEST(Signature, OfThePublishedVectorIsVerified) {
    const std::string pem =
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
        "-----END PUBLIC KEY-----\n";
    const auto signature = hex_decode(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    ASSERT_TRUE(signature);
    EXPECT_TRUE(is_verified(SignatureKind::ed25519, pem, "\x72", *signature));
    EXPECT_FALSE(is_verified(SignatureKind::ed25519, pem, "\x73", *signature));
}

}  // namespace
}  // namespace fairlead::crypto
