// SPDX-License-Identifier: Apache-2.0
#include "oauth/request_signature.h"

#include "base/fixed_random.h"
#include "base/text.h"
#include "crypto/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace fairlead::oauth {
namespace {

using catalog::SignatureMethod;
using testing::HasSubstr;
using testing::Not;

Secret secret(std::string_view text) { return Secret::copy_of(text); }

net::ClientRequest call_of(net::Method method, const std::string& url) {
    net::ClientRequest call;
    call.method = method;
    call.url = net::Url::parse(url).value();
    return call;
}

void fill_form(net::ClientRequest& call, std::string body) {
    call.body = std::move(body);
    call.headers.set("Content-Type", "application/x-www-form-urlencoded");
}

/// Signed with HMAC-SHA1, as RFC 5849 section 1.2 walks through it.
std::string signed_of(const net::ClientRequest& call, net::Pairs protocol,
                      const std::string& token_secret) {
    protocol.emplace_back("oauth_consumer_key", "dpf43f3p2l4k3l03");
    protocol.emplace_back("oauth_signature_method", "HMAC-SHA1");
    const auto base = signature_base_string(call, protocol);
    EXPECT_TRUE(base);
    const auto signature = signature_of(SignatureMethod::hmac_sha1, *base,
                                        secret("kd94hf93k423kf44"), secret(token_secret));
    return std::string{signature.expose()};
}

TEST(RequestSignature, IsThatOfTheRfcsWalk) {
    const auto token = call_of(net::Method::post, "https://photos.example.net/token");
    EXPECT_EQ(signed_of(token,
                        {{"oauth_token", "hh5s93j4hdidpola"},
                         {"oauth_timestamp", "137131201"},
                         {"oauth_nonce", "walatlh"},
                         {"oauth_verifier", "hfdp7dh39dks9884"}},
                        "hdhd0244k9j7ao03"),
              "gKgrFCywp7rO0OXSjdot/IHF7IU=");
    const auto photos = call_of(net::Method::get,
                                "http://photos.example.net/photos?file=vacation.jpg&size=original");
    EXPECT_EQ(signed_of(photos,
                        {{"oauth_token", "nnch734d00sl2jdk"},
                         {"oauth_timestamp", "137131202"},
                         {"oauth_nonce", "chapoH"}},
                        "pfkkdhi9sl3r4s00"),
              "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
}

// RFC 5849 section 3.4.1.1, and the signature that erratum 2550 gives for it.
TEST(RequestSignature, HasTheRfcsBaseString) {
    auto call =
        call_of(net::Method::post, "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b");
    fill_form(call, "c2&a3=2+q");
    const auto base = signature_base_string(call, {{"oauth_consumer_key", "9djdj82h48djs9d2"},
                                                   {"oauth_token", "kkk9d7dh3k39sjv7"},
                                                   {"oauth_signature_method", "HMAC-SHA1"},
                                                   {"oauth_timestamp", "137131201"},
                                                   {"oauth_nonce", "7d8f3e4a"}});
    ASSERT_TRUE(base);
    EXPECT_EQ(*base,
              "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D"
              "%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_"
              "nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201"
              "%26oauth_token%3Dkkk9d7dh3k39sjv7");
    const auto signature = signature_of(SignatureMethod::hmac_sha1, *base, secret("j49sk3j29djd"),
                                        secret("dh893hdasih9"));
    EXPECT_EQ(signature.expose(), "r6/TJjbCOr97/+UU0NsvSne7s5g=");
}

// RFC 5849 section 3.4.1.2.
TEST(RequestSignature, KnowsTheAddressAsTheServerDoes) {
    const auto uri = [](const std::string& url) {
        const auto base = signature_base_string(call_of(net::Method::get, url), {});
        return percent_decode(split(*base, '&')[1]).value();
    };
    EXPECT_EQ(uri("https://www.example.net:8080/?q=1"), "https://www.example.net:8080/");
    EXPECT_EQ(uri("https://www.Example.net:443/r%20v/X?id=123"), "https://www.example.net/r%20v/X");
    EXPECT_EQ(uri("https://[::1]:8443/a"), "https://[::1]:8443/a");
}

TEST(RequestSignature, LeavesABodyAloneThatIsNoForm) {
    auto call = call_of(net::Method::post, "https://example.net/a");
    const auto without = signature_base_string(call, {});
    call.body = R"({"a":1})";
    call.headers.set("Content-Type", "application/json");
    EXPECT_EQ(*signature_base_string(call, {}), *without);
    fill_form(call, "a=1");
    EXPECT_NE(*signature_base_string(call, {}), *without);
    fill_form(call, "a=%4");
    EXPECT_FALSE(signature_base_string(call, {}));
}

// RFC 5849 sections 2.1 and 2.3.
TEST(RequestSignature, OfPlaintextIsTheSecrets) {
    EXPECT_EQ(signature_of(SignatureMethod::plaintext, "", secret("ja893SD9"), {}).expose(),
              "ja893SD9&");
    EXPECT_EQ(
        signature_of(SignatureMethod::plaintext, "", secret("ja893SD9"), secret("xyz4992k83j47x0b"))
            .expose(),
        "ja893SD9&xyz4992k83j47x0b");
    EXPECT_EQ(
        signature_of(SignatureMethod::plaintext, "", secret("a&b c"), secret("\xc3\xa9")).expose(),
        "a%26b%20c&%C3%A9");
}

OAuthClient client_with(const std::string& raw) {
    auto spec = std::make_shared<catalog::ProviderSpec>();
    spec->method.kind = catalog::AuthKind::oauth1;
    spec->method.raw = Json{raw};
    OAuthClient client;
    client.provider = std::move(spec);
    client.client_id = "consumer key";
    client.client_secret = secret("consumer-secret");
    return client;
}

TEST(SignedCall, SaysEverythingInItsHeader) {
    const auto client = client_with(R"({"signature":"plaintext"})");
    auto call = call_of(net::Method::post, "https://example.net/request");
    call.repeatable = true;
    const OnceOnly once{"0a1b", from_unix_ms(137131200999)};
    ASSERT_TRUE(sign_call(call, client, {}, once, {{"oauth_callback", "https://a.test/cb?x=1"}}));
    EXPECT_EQ(call.headers.find("Authorization"),
              "OAuth oauth_consumer_key=\"consumer%20key\", oauth_nonce=\"0a1b\", "
              "oauth_signature_method=\"PLAINTEXT\", oauth_timestamp=\"137131200\", "
              "oauth_version=\"1.0\", oauth_callback=\"https%3A%2F%2Fa.test%2Fcb%3Fx%3D1\", "
              "oauth_signature=\"consumer-secret%26\"");
    EXPECT_FALSE(call.repeatable) << "the platform would refuse the nonce the second time";
}

TEST(SignedCall, KeepsTheSecretsToItself) {
    const auto client = client_with("{}");
    auto call = call_of(net::Method::get, "https://example.net/me");
    const SigningToken token{secret("token-1"), secret("token-secret")};
    ASSERT_TRUE(sign_call(call, client, token, OnceOnly{"0a1b", from_unix_ms(1000)}));
    const std::string header{call.headers.find("Authorization").value_or("")};
    EXPECT_THAT(header, HasSubstr("oauth_token=\"token-1\""));
    EXPECT_THAT(header, HasSubstr("oauth_signature_method=\"HMAC-SHA1\""));
    EXPECT_THAT(header, Not(HasSubstr("secret")));
}

TEST(SignedCall, IsUnlikeAllOthers) {
    crypto::SystemRandom random;
    std::set<std::string> nonces;
    for (int i = 0; i < 1000; ++i) {
        const auto once = OnceOnly::make(random, from_unix_ms(1000));
        EXPECT_EQ(once.nonce.size(), 32u);
        nonces.insert(once.nonce);
    }
    EXPECT_EQ(nonces.size(), 1000u);
}

RC_GTEST_PROP(SignatureProperty, HoldsInWhateverOrderTheParametersCome,
              (const std::vector<std::pair<std::string, std::string>>& pairs)) {
    const auto base_of = [](const net::Pairs& query, const net::Pairs& protocol) {
        net::ClientRequest call;
        call.url = net::Url::parse("https://example.net/a").value();
        call.url.query = net::write_pairs(query);
        return signature_base_string(call, protocol).value();
    };
    auto turned = pairs;
    std::ranges::reverse(turned);
    RC_ASSERT(base_of(pairs, {}) == base_of(turned, {}));
    RC_ASSERT(base_of(pairs, {}) == base_of({}, pairs));
}

RC_GTEST_PROP(SignatureProperty, TellsEveryParameterFromAnother,
              (const std::string& name, const std::string& value, const std::string& other)) {
    RC_PRE(value != other);
    net::ClientRequest call;
    call.url = net::Url::parse("https://example.net/a").value();
    const auto base_of = [&](const std::string& text) {
        return signature_base_string(call, {{name, text}}).value();
    };
    RC_ASSERT(base_of(value) != base_of(other));
}

RC_GTEST_PROP(SignatureProperty, HasThreePartsOfUnreservedCharacters,
              (const std::string& name, const std::string& value)) {
    auto call = call_of(net::Method::post, "https://example.net/a");
    fill_form(call, net::write_pairs({{name, value}}));
    const auto base = signature_base_string(call, {{"oauth_nonce", "n"}}).value();
    const auto parts = split(base, '&');
    RC_ASSERT(parts.size() == 3u);
    const auto is_safe = [](char c) {
        constexpr std::string_view others = "-._~%";
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               others.find(c) != std::string_view::npos;
    };
    RC_ASSERT(std::ranges::all_of(parts[2], is_safe));
    // Decoded it is the normalized parameters.
    const auto normal = percent_decode(parts[2]).value();
    RC_ASSERT(normal.find(percent_encode(name) + "=" + percent_encode(value)) != std::string::npos);
}

}  // namespace
}  // namespace fairlead::oauth
