// SPDX-License-Identifier: Apache-2.0
// What an attacker may send instead of a token we would accept.
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/jwt.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::crypto {
namespace {

using enum JwtAlgorithm;

std::string encoded(std::string_view text) { return base64url_encode(bytes_of(text)); }

/// Making an RSA key takes long, so all tests share one.
const SigningKey& rsa_key() {
    static const SigningKey key = SigningKey::generate(rs256, "r").value();
    return key;
}

struct Attack : testing::Test {
    const SigningKey rsa = rsa_key();
    const SigningKey ec = SigningKey::generate(es256, "e").value();
    const json::object claims{{"sub", "someone"}};
    const KeySet keys = set_of({rsa, ec});
    const std::vector<JwtAlgorithm> allowed{rs256, es256};

    static KeySet set_of(const std::vector<SigningKey>& list) {
        json::array jwks;
        for (const auto& one : list) jwks.push_back(one.public_jwk().value());
        return KeySet::from_jwks(json::object{{"keys", jwks}}).value();
    }

    /// The parts of a genuine token, to be put together wrongly.
    static std::vector<std::string> parts_of(const std::string& token) { return split(token, '.'); }

    std::string genuine() const { return sign_jwt(ec, claims).value(); }

    void expect_refused(const std::string& token) const {
        const auto answer = verify_jwt(token, keys, allowed);
        ASSERT_FALSE(answer) << token;
        EXPECT_EQ(answer.error().code, Errc::unauthenticated);
        if (token.size() > 10) {
            EXPECT_EQ(answer.error().message.find(token), std::string::npos);
        }
    }
};

TEST_F(Attack, GenuineTokenIsAccepted) { EXPECT_TRUE(verify_jwt(genuine(), keys, allowed)); }

TEST_F(Attack, AlgorithmNone) {
    const auto parts = parts_of(genuine());
    for (const char* name : {"none", "None", "NONE", "nOnE", "", "es256", "ES256 ", "HS512"}) {
        const std::string header = encoded(R"({"alg":")" + std::string{name} + R"("})");
        expect_refused(header + "." + parts[1] + ".");
        expect_refused(header + "." + parts[1] + "." + parts[2]);
    }
}

TEST_F(Attack, MissingOrMistypedAlgorithm) {
    const auto parts = parts_of(genuine());
    for (const char* header : {"{}", R"({"alg":null})", R"({"alg":5})", R"({"alg":["ES256"]})",
                               R"({"alg":"none","alg":"ES256"})", "[]", "5", "", "x"}) {
        expect_refused(encoded(header) + "." + parts[1] + "." + parts[2]);
    }
}

/// HMAC with the public key as the secret: the classic confusion of key kinds.
TEST_F(Attack, PublicKeyAsHmacSecret) {
    const std::string secrets[] = {
        json::serialize(rsa.public_jwk().value()),
        std::string{rsa.public_jwk().value().at("n").as_string()},
        base64url_decode(rsa.public_jwk().value().at("n").as_string()).value()};
    for (const std::string& secret : secrets) {
        for (const char* kid : {"r", "e"}) {
            const std::string text =
                encoded(R"({"alg":"HS256","kid":")" + std::string{kid} + R"("})") + "." +
                encoded(R"({"sub":"admin"})");
            const Digest digest = hmac_sha256(secret, text);
            const std::string token = text + "." + base64url_encode(digest);
            expect_refused(token);
            // Even a caller that allows HS256 has no such key.
            EXPECT_FALSE(verify_jwt(token, keys, {hs256, rs256, es256}));
        }
    }
}

TEST_F(Attack, AlgorithmThatTheCallerDoesNotAllow) {
    EXPECT_FALSE(verify_jwt(genuine(), keys, {rs256}));
    EXPECT_FALSE(verify_jwt(genuine(), keys, {}));
}

TEST_F(Attack, KeyBroughtAlong) {
    const SigningKey mine = SigningKey::generate(es256, "e").value();
    const auto jwk = json::serialize(mine.public_jwk().value());
    for (const std::string& extra :
         {R"("jwk":)" + jwk, std::string{R"("jku":"https://attacker.example/jwks")"},
          std::string{R"("x5u":"https://attacker.example/c")"}, std::string{R"("x5c":["MIIB"])"}}) {
        const auto signature = parts_of(sign_jwt(mine, claims).value())[2];
        const std::string header = encoded(R"({"alg":"ES256","kid":"e",)" + extra + "}");
        expect_refused(header + "." + parts_of(genuine())[1] + "." + signature);
    }
    expect_refused(sign_jwt(mine, claims).value());  // the same kid, another key
}

TEST_F(Attack, KidThatIsAPathOrAQuery) {
    for (const char* kid : {"../../dev/null", "' OR 1=1 --", "r", "", "e\\u0000"}) {
        const auto parts = parts_of(genuine());
        const std::string header =
            encoded(R"({"alg":"ES256","kid":")" + std::string{kid} + R"("})");
        expect_refused(header + "." + parts[1] + "." + parts[2]);
    }
}

TEST_F(Attack, ExtensionThatMustBeUnderstood) {
    const auto parts = parts_of(genuine());
    for (const char* crit : {R"(["b64"])", "[]", R"("exp")"}) {
        const std::string header =
            encoded(R"({"alg":"ES256","kid":"e","crit":)" + std::string{crit} + R"(,"b64":false})");
        expect_refused(header + "." + parts[1] + "." + parts[2]);
    }
}

TEST_F(Attack, OtherClaimsUnderAGenuineSignature) {
    const auto parts = parts_of(genuine());
    expect_refused(parts[0] + "." + encoded(R"({"sub":"admin"})") + "." + parts[2]);
}

TEST_F(Attack, EcdsaSignatureOfZeros) {
    const auto parts = parts_of(genuine());
    expect_refused(parts[0] + "." + parts[1] + "." + encoded(std::string(64, '\0')));
    // r = s = the group's order, which is zero modulo it
    const std::string order =
        hex_decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
    expect_refused(parts[0] + "." + parts[1] + "." + encoded(order + order));
}

TEST_F(Attack, EcdsaSignatureInDer) {
    // A DER signature that OpenSSL would take is not what RFC 7518 writes.
    const auto parts = parts_of(genuine());
    const std::string raw = base64url_decode(parts[2]).value();
    std::string der = "\x30\x46\x02\x21";
    der += '\0' + raw.substr(0, 32) + "\x02\x21" + '\0' + raw.substr(32);
    expect_refused(parts[0] + "." + parts[1] + "." + encoded(der));
    expect_refused(parts[0] + "." + parts[1] + "." + encoded('\0' + raw));
}

TEST_F(Attack, NotACompactJwt) {
    const std::string token = genuine();
    const auto parts = parts_of(token);
    for (const std::string& bad :
         {std::string{}, std::string{"."}, std::string{".."}, std::string{"..."}, token + ".",
          token + ".x", "." + token, token + "=", token + "\n", " " + token,
          parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".", parts[0] + ".." + parts[2],
          std::string(20'000, 'a') + "." + parts[1] + "." + parts[2]}) {
        expect_refused(bad);
    }
}

TEST_F(Attack, SignedTextThatIsNoObject) {
    const auto secret = Secret::copy_of(std::string(32, 's'));
    const auto hmac_keys = KeySet::shared_secret("", secret).value();
    for (const char* body : {"[]", "5", "null", "", "{\"sub\":1,\"sub\":2}", "{"}) {
        const std::string text = encoded(R"({"alg":"HS256"})") + "." + encoded(body);
        const Digest digest = hmac_sha256(secret.expose(), text);
        EXPECT_FALSE(verify_jwt(text + "." + base64url_encode(digest), hmac_keys, {hs256})) << body;
    }
}

TEST_F(Attack, EveryChangedCharacterIsFound) {
    const std::string token = genuine();
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        expect_refused(changed);
    }
}

RC_GTEST_FIXTURE_PROP(Attack, ArbitraryTextIsRefusedWithoutHarm, (const std::string& text)) {
    RC_ASSERT(!verify_jwt(text, keys, allowed));
    const std::string as_header = encoded(text) + "." + encoded(text) + "." + encoded(text);
    RC_ASSERT(!verify_jwt(as_header, keys, allowed));
}

}  // namespace
}  // namespace fairlead::crypto
