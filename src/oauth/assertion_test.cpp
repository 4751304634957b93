// SPDX-License-Identifier: Apache-2.0
#include "oauth/assertion.h"

#include "base/text.h"
#include "crypto/jwt.h"
#include "oauth/pem_text.h"

#include <gmock/gmock.h>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {
namespace {

using crypto::JwtAlgorithm;
using crypto::SigningKey;

const Time noon{std::chrono::seconds{1'800'000'000}};

catalog::AuthMethod method_of(const char* assertion) {
    catalog::AuthMethod method;
    method.kind = catalog::AuthKind::jwt_grant;
    method.raw = Json{std::string{R"({"assertion":)"} + assertion + "}"};
    return method;
}

catalog::Bindings bindings_of(const std::string& key) {
    catalog::Bindings bindings;
    bindings.set_secret("cred.private_key", Secret::copy_of(key));
    bindings.set("cred.who", "robot-7").set("cred.as", "").set("cred.key_id", "k-1");
    return bindings;
}

constexpr const char* rs256 = R"({"alg":"RS256","key":"{cred.private_key}","ttl":3600,
    "header":{"kid":"{cred.key_id}"},
    "claims":{"iss":"{cred.who}","sub":"{cred.as}","aud":"https://example.test/token"}})";

json::object part(const Secret& jwt, std::size_t number) {
    const auto text = split(jwt.expose(), '.').at(number);
    const auto bytes = base64url_decode(text);
    return parse_json(*bytes)->get_object();
}

class AssertionTest : public testing::Test {
protected:
    AssertionTest() : key_(*SigningKey::generate(JwtAlgorithm::rs256, "k-1")) {
        pem_ = std::string{key_.private_pem()->expose()};
    }
    SigningKey key_;
    std::string pem_;
};

TEST_F(AssertionTest, IsSignedWithTheAccountsKeyAndGoodForMinutes) {
    const auto jwt = sign_assertion(method_of(rs256), bindings_of(pem_), noon);
    ASSERT_TRUE(jwt) << jwt.error().message;
    const auto header = part(*jwt, 0);
    EXPECT_EQ(header.at("alg").as_string(), "RS256");
    EXPECT_EQ(header.at("kid").as_string(), "k-1");
    const auto claims = part(*jwt, 1);
    EXPECT_EQ(claims.at("iss").as_string(), "robot-7");
    EXPECT_FALSE(claims.contains("sub")) << "what is empty is not claimed";
    EXPECT_EQ(claims.at("iat").to_number<std::int64_t>(), 1'800'000'000);
    EXPECT_EQ(claims.at("exp").to_number<std::int64_t>(), 1'800'000'600);
    json::object document{{"keys", json::array{*key_.public_jwk()}}};
    const auto keys = crypto::KeySet::from_jwks(document);
    ASSERT_TRUE(keys);
    EXPECT_TRUE(crypto::verify_jwt(jwt->expose(), *keys, {JwtAlgorithm::rs256}));
}

TEST_F(AssertionTest, TakesAKeyHoweverItWasPasted) {
    const auto without_ends = replace_all(pem_, "\n", "");
    const auto escaped = replace_all(pem_, "\n", "\\n");
    const auto spaced = replace_all(pem_, "\n", " ");
    for (const auto& pasted :
         {pem_, without_ends, escaped, spaced, replace_all(pem_, "\n", "\r\n")}) {
        const auto kept = one_line_key(pasted);
        EXPECT_EQ(kept.find('\n'), std::string::npos);
        EXPECT_TRUE(sign_assertion(method_of(rs256), bindings_of(kept), noon))
            << kept.substr(0, 60);
    }
    EXPECT_EQ(one_line_key("no\\nkey"), "no\\nkey");
}

TEST_F(AssertionTest, SaysWhatIsWrongWithAKey) {
    for (const auto& wrong :
         {std::string{"nothing"}, pem_.substr(0, pem_.size() / 2), std::string{}}) {
        const auto jwt = sign_assertion(method_of(rs256), bindings_of(one_line_key(wrong)), noon);
        ASSERT_FALSE(jwt);
        EXPECT_EQ(jwt.error().code, Errc::invalid);
    }
    const auto other = *SigningKey::generate(JwtAlgorithm::es256, "");
    const auto jwt = sign_assertion(method_of(rs256),
                                    bindings_of(std::string{other.private_pem()->expose()}), noon);
    ASSERT_FALSE(jwt);
    EXPECT_EQ(jwt.error().code, Errc::invalid);
}

}  // namespace
}  // namespace fairlead::oauth
