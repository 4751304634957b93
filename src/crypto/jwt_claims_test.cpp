// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt_claims.h"

#include <gtest/gtest.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace fairlead::crypto {
namespace {

using enum ClaimFault;

constexpr Time now = from_unix_ms(1'800'000'000'000);
constexpr std::int64_t now_seconds = 1'800'000'000;

json::object good() {
    return json::object{{"iss", "https://issuer.example"}, {"aud", "client"},    {"sub", "someone"},
                        {"exp", now_seconds + 300},        {"iat", now_seconds}, {"nonce", "n-1"}};
}

ClaimRules rules() {
    return ClaimRules{.issuer = "https://issuer.example",
                      .audience = "client",
                      .nonce = "n-1",
                      .authorized_party = "client"};
}

json::object with(const char* name, json::value value) {
    json::object claims = good();
    claims[name] = std::move(value);
    return claims;
}

json::object without(const char* name) {
    json::object claims = good();
    claims.erase(name);
    return claims;
}

std::optional<ClaimFault> fault_of(const json::object& claims) {
    return check_claims(claims, rules(), now);
}

TEST(Claims, GoodOnesPass) { EXPECT_EQ(fault_of(good()), std::nullopt); }

TEST(Claims, IssuerIsExact) {
    for (const char* other : {"https://issuer.example/", "https://Issuer.example", "", "issuer"}) {
        EXPECT_EQ(fault_of(with("iss", other)), wrong_issuer) << other;
    }
    EXPECT_EQ(fault_of(with("iss", 5)), wrong_issuer);
    EXPECT_EQ(fault_of(without("iss")), wrong_issuer);
}

TEST(Claims, AudienceContainsUsAndNobodyUntrusted) {
    EXPECT_EQ(fault_of(with("aud", json::array{"client"})), std::nullopt);
    EXPECT_EQ(fault_of(with("aud", "other")), wrong_audience);
    EXPECT_EQ(fault_of(with("aud", json::array{})), wrong_audience);
    EXPECT_EQ(fault_of(with("aud", json::array{"other"})), wrong_audience);
    EXPECT_EQ(fault_of(without("aud")), wrong_audience);
    EXPECT_EQ(fault_of(with("aud", json::array{"client", "other"})), untrusted_audience);
    EXPECT_EQ(fault_of(with("aud", 5)), malformed);
    EXPECT_EQ(fault_of(with("aud", json::array{"client", 5})), malformed);
}

TEST(Claims, AuthorizedPartyWhereItMatters) {
    auto several = with("aud", json::array{"client", "other"});
    auto lenient = rules();
    lenient.trusted_audiences = {"other"};
    EXPECT_EQ(check_claims(several, lenient, now), wrong_authorized_party);
    several["azp"] = "other";
    EXPECT_EQ(check_claims(several, lenient, now), wrong_authorized_party);
    several["azp"] = "client";
    EXPECT_EQ(check_claims(several, lenient, now), std::nullopt);
    EXPECT_EQ(fault_of(with("azp", "other")), wrong_authorized_party);
    EXPECT_EQ(fault_of(with("azp", 5)), wrong_authorized_party);
    EXPECT_EQ(fault_of(with("azp", "client")), std::nullopt);
}

TEST(Claims, AnyFurtherAudienceWhenAsked) {
    auto lenient = rules();
    lenient.any_further_audience = true;
    lenient.authorized_party.reset();
    EXPECT_EQ(check_claims(with("aud", json::array{"x", "client"}), lenient, now), std::nullopt);
    EXPECT_EQ(check_claims(with("aud", json::array{"x"}), lenient, now), wrong_audience);
}

TEST(Claims, ExpiryWithLeeway) {
    EXPECT_EQ(fault_of(with("exp", now_seconds - 59)), std::nullopt);
    EXPECT_EQ(fault_of(with("exp", now_seconds - 60)), expired);
    EXPECT_EQ(fault_of(with("exp", 0)), expired);
    EXPECT_EQ(fault_of(without("exp")), no_expiry);
    EXPECT_EQ(fault_of(with("exp", "tomorrow")), malformed);
    EXPECT_EQ(fault_of(with("exp", nullptr)), malformed);
    EXPECT_EQ(fault_of(with("exp", -1)), malformed);
    EXPECT_EQ(fault_of(with("exp", 1e300)), std::nullopt);
    EXPECT_EQ(fault_of(with("exp", static_cast<double>(now_seconds) + 0.5)), std::nullopt);
}

TEST(Claims, LeewayIsNeverMoreThanAMinute) {
    auto generous = rules();
    generous.leeway = Seconds{86400};
    EXPECT_EQ(check_claims(with("exp", now_seconds - 60), generous, now), expired);
    auto strict = rules();
    strict.leeway = Seconds{0};
    EXPECT_EQ(check_claims(with("exp", now_seconds), strict, now), expired);
    EXPECT_EQ(check_claims(with("exp", now_seconds + 1), strict, now), std::nullopt);
}

TEST(Claims, NotBeforeAndIssuedAt) {
    EXPECT_EQ(fault_of(with("nbf", now_seconds + 60)), std::nullopt);
    EXPECT_EQ(fault_of(with("nbf", now_seconds + 61)), not_yet_valid);
    EXPECT_EQ(fault_of(with("iat", now_seconds + 60)), std::nullopt);
    EXPECT_EQ(fault_of(with("iat", now_seconds + 61)), issued_in_future);
    EXPECT_EQ(fault_of(without("iat")), std::nullopt);
}

TEST(Claims, AgeWhenLimited) {
    auto fresh = rules();
    fresh.oldest = Seconds{600};
    EXPECT_EQ(check_claims(good(), fresh, now), std::nullopt);
    EXPECT_EQ(check_claims(with("iat", now_seconds - 660), fresh, now), std::nullopt);
    EXPECT_EQ(check_claims(with("iat", now_seconds - 661), fresh, now), too_old);
    EXPECT_EQ(check_claims(without("iat"), fresh, now), too_old);
}

TEST(Claims, NonceWhenExpected) {
    EXPECT_EQ(fault_of(with("nonce", "n-2")), wrong_nonce);
    EXPECT_EQ(fault_of(with("nonce", 5)), wrong_nonce);
    EXPECT_EQ(fault_of(without("nonce")), wrong_nonce);
    auto any = rules();
    any.nonce.reset();
    EXPECT_EQ(check_claims(without("nonce"), any, now), std::nullopt);
}

TEST(Claims, SubjectWhenRequired) {
    EXPECT_EQ(fault_of(without("sub")), no_subject);
    EXPECT_EQ(fault_of(with("sub", "")), no_subject);
    EXPECT_EQ(fault_of(with("sub", 5)), no_subject);
    auto any = rules();
    any.require_subject = false;
    EXPECT_EQ(check_claims(without("sub"), any, now), std::nullopt);
}

TEST(Claims, EveryFaultHasASentence) {
    for (int i = 0; i <= static_cast<int>(malformed); ++i) {
        EXPECT_STRNE(to_text(static_cast<ClaimFault>(i)), "");
    }
}

}  // namespace
}  // namespace fairlead::crypto
