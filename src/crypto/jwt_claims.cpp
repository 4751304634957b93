// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt_claims.h"

#include "crypto/hash.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace fairlead::crypto {

namespace {

constexpr Seconds most_leeway{60};
/// The year 9999: later moments mean the same and do not overflow.
constexpr double last_second = 253402300799.0;

std::optional<std::string_view> text_at(const json::object& claims, std::string_view name) {
    const json::value* const value = claims.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string_view{value->get_string()};
}

/// A NumericDate (RFC 7519 section 2): seconds, perhaps with a fraction.
struct Moment {
    enum class Kind : std::uint8_t { absent, malformed, present };
    Kind kind = Kind::absent;
    Time time{};
};

Moment moment_at(const json::object& claims, std::string_view name) {
    const json::value* const value = claims.if_contains(name);
    if (value == nullptr) return {};
    if (!value->is_number()) return {Moment::Kind::malformed, {}};
    const double seconds = value->to_number<double>();
    if (!std::isfinite(seconds) || seconds < 0) return {Moment::Kind::malformed, {}};
    const double bounded = std::min(seconds, last_second);
    return {Moment::Kind::present, from_unix_ms(static_cast<std::int64_t>(bounded * 1000.0))};
}

/// RFC 7519 section 4.1.3: one string, or a list of them. nullopt for anything else.
std::optional<std::vector<std::string_view>> audiences_of(const json::object& claims) {
    const json::value* const value = claims.if_contains("aud");
    std::vector<std::string_view> audiences;
    if (value == nullptr) return audiences;
    if (value->is_string()) return std::vector<std::string_view>{value->get_string()};
    if (!value->is_array()) return std::nullopt;
    for (const json::value& one : value->get_array()) {
        if (!one.is_string()) return std::nullopt;
        audiences.emplace_back(one.get_string());
    }
    return audiences;
}

std::optional<ClaimFault> check_audience(const json::object& claims, const ClaimRules& rules) {
    const auto audiences = audiences_of(claims);
    if (!audiences) return ClaimFault::malformed;
    const auto is_in = [](const auto& list, std::string_view one) {
        return std::find(list.begin(), list.end(), one) != list.end();
    };
    if (!is_in(*audiences, rules.audience)) return ClaimFault::wrong_audience;
    for (const std::string_view one : *audiences) {
        const bool known = one == rules.audience || is_in(rules.trusted_audiences, one);
        if (!known && !rules.any_further_audience) return ClaimFault::untrusted_audience;
    }
    if (!rules.authorized_party) return std::nullopt;
    const bool there = claims.contains("azp");
    if (!there && audiences->size() > 1) return ClaimFault::wrong_authorized_party;
    if (there && text_at(claims, "azp") != *rules.authorized_party) {
        return ClaimFault::wrong_authorized_party;
    }
    return std::nullopt;
}

std::optional<ClaimFault> check_times(const json::object& claims, const ClaimRules& rules,
                                      Time now) {
    const Seconds leeway = std::clamp(rules.leeway, Seconds{0}, most_leeway);
    const Moment expires = moment_at(claims, "exp");
    const Moment begins = moment_at(claims, "nbf");
    const Moment issued = moment_at(claims, "iat");
    using enum Moment::Kind;
    for (const Moment& one : {expires, begins, issued}) {
        if (one.kind == malformed) return ClaimFault::malformed;
    }
    if (expires.kind == absent) return ClaimFault::no_expiry;
    if (now >= expires.time + leeway) return ClaimFault::expired;
    if (begins.kind == present && now + leeway < begins.time) return ClaimFault::not_yet_valid;
    if (issued.kind == present && now + leeway < issued.time) return ClaimFault::issued_in_future;
    if (!rules.oldest) return std::nullopt;
    if (issued.kind == absent || issued.time + *rules.oldest + leeway < now) {
        return ClaimFault::too_old;
    }
    return std::nullopt;
}

std::optional<ClaimFault> check_nonce(const json::object& claims, const ClaimRules& rules) {
    if (!rules.nonce) return std::nullopt;
    const auto nonce = text_at(claims, "nonce");
    if (nonce && equal(*nonce, *rules.nonce)) return std::nullopt;
    return ClaimFault::wrong_nonce;
}

}  // namespace

const char* to_text(ClaimFault fault) {
    switch (fault) {
        case ClaimFault::wrong_issuer: return "The token's issuer (iss) is not the expected one.";
        case ClaimFault::wrong_audience: return "The token is for somebody else (aud).";
        case ClaimFault::untrusted_audience: return "The token is for others, too (aud).";
        case ClaimFault::wrong_authorized_party:
            return "The token was issued to somebody else (azp).";
        case ClaimFault::no_expiry: return "The token does not say when it expires (exp).";
        case ClaimFault::expired: return "The token has expired (exp).";
        case ClaimFault::not_yet_valid: return "The token is not valid yet (nbf).";
        case ClaimFault::issued_in_future: return "The token was issued in the future (iat).";
        case ClaimFault::too_old: return "The token was issued too long ago (iat).";
        case ClaimFault::wrong_nonce: return "The token answers another request (nonce).";
        case ClaimFault::no_subject: return "The token names nobody (sub).";
        case ClaimFault::malformed: return "A claim of the token has the wrong type.";
    }
    return "";
}

std::optional<ClaimFault> check_claims(const json::object& claims, const ClaimRules& rules,
                                       Time now) {
    if (text_at(claims, "iss") != rules.issuer) return ClaimFault::wrong_issuer;
    if (const auto fault = check_audience(claims, rules)) return fault;
    if (const auto fault = check_times(claims, rules, now)) return fault;
    if (const auto fault = check_nonce(claims, rules)) return fault;
    if (!rules.require_subject) return std::nullopt;
    const auto subject = text_at(claims, "sub");
    if (!subject || subject->empty()) return ClaimFault::no_subject;
    return std::nullopt;
}

}  // namespace fairlead::crypto
