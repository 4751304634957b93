// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace fairlead::crypto {
namespace {

using enum JwtAlgorithm;

const std::vector<JwtAlgorithm> all{hs256, rs256, es256};

// The payload that RFC 7515 uses throughout appendix A.
const std::string payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

KeySet key_set(std::string_view jwk) {
    const json::object document{{"keys", json::array{parse_json(jwk).value()}}};
    return KeySet::from_jwks(document).value();
}

void expect_claims_of_appendix_a(const Result<json::object>& claims) {
    ASSERT_TRUE(claims) << claims.error().message;
    EXPECT_EQ(claims->at("iss"), "joe");
    EXPECT_EQ(claims->at("exp"), 1300819380);
    EXPECT_EQ(claims->at("http://example.com/is_root"), true);
}

TEST(Jwt, Rfc7515AppendixA1) {
    const KeySet keys = key_set(R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-)"
                                R"(1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})");
    const std::string token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + payload +
                              ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    expect_claims_of_appendix_a(verify_jwt(token, keys, {hs256}));
}

TEST(Jwt, Rfc7515AppendixA2) {
    const KeySet keys =
        key_set(R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k)"
                R"(0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRP)"
                R"(EwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQ)"
                R"(OS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK)"
                R"(-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})");
    const std::string token =
        "eyJhbGciOiJSUzI1NiJ9." + payload +
        ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2"
        "Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQ"
        "BMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6Ie"
        "YI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    expect_claims_of_appendix_a(verify_jwt(token, keys, {rs256}));
}

TEST(Jwt, Rfc7515AppendixA3) {
    const KeySet keys =
        key_set(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
    const std::string token =
        "eyJhbGciOiJFUzI1NiJ9." + payload +
        ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfK"
        "TUJqPP3-Kg6NU1Q";
    expect_claims_of_appendix_a(verify_jwt(token, keys, {es256}));
}

class EachAlgorithm : public testing::TestWithParam<JwtAlgorithm> {};

KeySet verifying(const SigningKey& key) {
    const json::object document{{"keys", json::array{key.public_jwk().value()}}};
    return KeySet::from_jwks(document).value();
}

TEST_P(EachAlgorithm, WhatWasSignedVerifies) {
    const std::string shared(32, 's');
    const auto key = GetParam() == hs256
                         ? SigningKey::shared_secret("k1", Secret::copy_of(shared)).value()
                         : SigningKey::generate(GetParam(), "k1").value();
    const KeySet keys = GetParam() == hs256
                            ? KeySet::shared_secret("k1", Secret::copy_of(shared)).value()
                            : verifying(key);
    const json::object claims{{"sub", "someone"}, {"n", 5}};
    const auto token = sign_jwt(key, claims);
    ASSERT_TRUE(token);
    const auto header = read_jwt_header(*token);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->algorithm, GetParam());
    EXPECT_EQ(header->kid, "k1");
    EXPECT_EQ(header->type, "JWT");
    const auto verified = verify_jwt(*token, keys, {GetParam()});
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_EQ(*verified, claims);
}

TEST_P(EachAlgorithm, NameSurvivesText) {
    EXPECT_EQ(parse_jwt_algorithm(to_text(GetParam())).value(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Jwt, EachAlgorithm, testing::Values(hs256, rs256, es256));

TEST(SigningKey, PemKeepsTheKey) {
    for (const auto algorithm : {rs256, es256}) {
        const auto key = SigningKey::generate(algorithm, "a").value();
        const auto again = SigningKey::from_pem(algorithm, "a", key.private_pem().value()).value();
        EXPECT_EQ(key.public_jwk().value(), again.public_jwk().value());
        const auto token = sign_jwt(again, json::object{}).value();
        EXPECT_TRUE(verify_jwt(token, verifying(key), {algorithm}));
    }
}

TEST(SigningKey, PemOfAnotherKindIsRefused) {
    const auto key = SigningKey::generate(es256, "a").value();
    const Secret pem = key.private_pem().value();
    EXPECT_FALSE(SigningKey::from_pem(rs256, "a", pem));
    EXPECT_FALSE(SigningKey::from_pem(hs256, "a", pem));
    EXPECT_FALSE(SigningKey::from_pem(es256, "a", Secret::copy_of("not a key")));
}

TEST(SigningKey, SharedSecretHasNoPublicPartAndMustBeLong) {
    const auto key = SigningKey::generate(hs256, "a").value();
    EXPECT_FALSE(key.public_jwk());
    EXPECT_FALSE(key.private_pem());
    EXPECT_FALSE(SigningKey::shared_secret("a", Secret::copy_of(std::string(31, 's'))));
    EXPECT_FALSE(KeySet::shared_secret("a", Secret::copy_of(std::string(31, 's'))));
}

TEST(SigningKey, PublicJwkShowsNothingPrivate) {
    for (const auto algorithm : {rs256, es256}) {
        const auto jwk = SigningKey::generate(algorithm, "a").value().public_jwk().value();
        for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "k"}) {
            EXPECT_FALSE(jwk.contains(member)) << member;
        }
        EXPECT_EQ(jwk.at("use"), "sig");
        EXPECT_EQ(jwk.at("alg"), to_text(algorithm));
    }
}

TEST(KeySet, FindsByKidAndAlgorithm) {
    const auto a = SigningKey::generate(es256, "a").value();
    const auto b = SigningKey::generate(es256, "b").value();
    const auto c = SigningKey::generate(rs256, "c").value();
    const json::object document{{"keys", json::array{a.public_jwk().value(), b.public_jwk().value(),
                                                     c.public_jwk().value()}}};
    const KeySet keys = KeySet::from_jwks(document).value();
    EXPECT_EQ(keys.size(), 3u);
    EXPECT_TRUE(keys.can_verify(es256, "a"));
    EXPECT_TRUE(keys.can_verify(es256, "b"));
    EXPECT_FALSE(keys.can_verify(es256, "c"));
    EXPECT_FALSE(keys.can_verify(es256, ""));  // which of the two?
    EXPECT_TRUE(keys.can_verify(rs256, ""));
    EXPECT_FALSE(keys.can_verify(rs256, "a"));
    EXPECT_FALSE(keys.can_verify(hs256, "a"));
    EXPECT_FALSE(KeySet{}.can_verify(es256, ""));
}

TEST(KeySet, SkipsWhatIsNotForUs) {
    const auto good = SigningKey::generate(es256, "good").value().public_jwk().value();
    const auto changed = [&good](const char* member, json::value value) {
        json::object jwk = good;
        jwk[member] = std::move(value);
        return jwk;
    };
    const std::vector<json::value> useless{
        json::value(5),
        json::object{},
        json::object{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AAAA"}},
        json::object{{"kty", "oct"}, {"k", "c2hvcnQ"}},
        json::object{{"kty", "RSA"}, {"n", "AQAB"}, {"e", "AQAB"}},
        changed("use", "enc"),
        changed("key_ops", json::array{"encrypt"}),
        changed("alg", "ES384"),
        changed("crv", "P-384"),
        changed("x", "AAAA"),
        changed("y", good.at("x")),  // a point that is not on the curve
        changed("x", "!!!"),
        changed("kty", 7),
    };
    for (const auto& one : useless) {
        EXPECT_FALSE(KeySet::from_jwks(json::object{{"keys", json::array{one}}})) << one;
        const auto both = KeySet::from_jwks(json::object{{"keys", json::array{one, good}}});
        ASSERT_TRUE(both) << one;
        EXPECT_EQ(both->size(), 1u) << one;
    }
}

TEST(KeySet, RefusesWhatIsNoSet) {
    for (const char* text : {"[]", "{}", "5", R"({"keys":{}})", R"({"keys":[]})"}) {
        EXPECT_FALSE(KeySet::from_jwks(parse_json(text).value())) << text;
    }
}

}  // namespace
}  // namespace fairlead::crypto
