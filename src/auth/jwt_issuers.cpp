// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt_issuers.h"

#include "auth/jwks_source.h"
#include "base/text.h"
#include "crypto/jwt_claims.h"

#include <algorithm>

namespace fairlead::auth {

using crypto::JwtAlgorithm;

struct JwtIssuers::Issuer {
    TrustedIssuer is;
    JwksSource::Keys keys;               // null: published at a URL
    std::unique_ptr<JwksSource> source;  // null: given
};

namespace {

using Keys = JwksSource::Keys;

constexpr std::size_t longest_token = 16 * 1024;

Error bad_issuer(const TrustedIssuer& issuer, const std::string& what) {
    return Error{Errc::invalid, "The trusted issuer \"" + issuer.issuer + "\" " + what + "."};
}

Result<void> check(const TrustedIssuer& issuer) {
    const int sources = int{!issuer.secret.empty()} + int{!issuer.jwks_url.empty()} +
                        int{!issuer.jwks.empty()} + int{!issuer.pem.empty()};
    if (issuer.issuer.empty()) return bad_issuer(issuer, "has no name");
    if (issuer.audience.empty()) return bad_issuer(issuer, "needs an audience");
    if (sources != 1) return bad_issuer(issuer, "needs exactly one of secret, JWKS URL, JWKS, key");
    for (const Scope kept : {Scope::tokens_read, Scope::credentials_read, Scope::admin}) {
        if (has(issuer.scopes, kept)) {
            return bad_issuer(issuer, "cannot give the scope " + scope_names(kept).front());
        }
    }
    const bool has_hs256 = std::ranges::count(issuer.algorithms, JwtAlgorithm::hs256) > 0;
    if (has_hs256 && issuer.secret.empty()) {
        return bad_issuer(issuer, "has HS256, which needs a secret");
    }
    return ok();
}

Result<net::Url> jwks_url_of(const TrustedIssuer& issuer) {
    auto url = net::Url::parse(issuer.jwks_url);
    if (!url) return bad_issuer(issuer, "has a JWKS URL that is none");
    const bool local = url->host == "localhost" || url->host == "127.0.0.1" || url->host == "::1";
    if (url->scheme != "https" && !local) return bad_issuer(issuer, "needs a JWKS URL with https");
    if (url->has_userinfo) return bad_issuer(issuer, "has a JWKS URL with a password in it");
    return url;
}

Result<crypto::KeySet> keys_of(const TrustedIssuer& issuer) {
    if (!issuer.secret.empty()) return crypto::KeySet::shared_secret(issuer.kid, issuer.secret);
    if (!issuer.pem.empty()) return crypto::KeySet::from_pem(issuer.kid, issuer.pem);
    TRY(const json::value document, parse_json(issuer.jwks));
    return crypto::KeySet::from_jwks(document);
}

/// `iss` of a token nobody has verified: good for choosing the keys to verify it with, and for
/// nothing else.
std::optional<std::string> claimed_issuer(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t second = token.find('.', first + 1);
    const auto payload = base64url_decode(token.substr(first + 1, second - first - 1));
    if (!payload) return std::nullopt;
    const auto claims = parse_json(*payload);
    if (!claims || !claims->is_object()) return std::nullopt;
    return scalar_text(claims->as_object().if_contains("iss"));
}

Role role_of(const TrustedIssuer& issuer, const json::object& claims) {
    if (issuer.role_claim.empty() || issuer.admin_value.empty()) return Role::member;
    const json::value* claim = claims.if_contains(issuer.role_claim);
    if (claim == nullptr) return Role::member;
    const auto is_admin = [&](const json::value& value) {
        return value.is_string() && value.as_string() == issuer.admin_value;
    };
    if (claim->is_array()) {
        return std::ranges::any_of(claim->as_array(), is_admin) ? Role::admin : Role::member;
    }
    return is_admin(*claim) ? Role::admin : Role::member;
}

Error refused(std::string message) { return Error{Errc::unauthenticated, std::move(message)}; }

}  // namespace

JwtIssuers::JwtIssuers(std::vector<std::unique_ptr<Issuer>> issuers, const Clock& clock)
    : issuers_(std::move(issuers)), clock_(clock) {}

JwtIssuers::~JwtIssuers() = default;

Result<std::unique_ptr<JwtIssuers>> JwtIssuers::create(std::vector<TrustedIssuer> issuers,
                                                       net::HttpClient& http, const Clock& clock) {
    std::vector<std::unique_ptr<Issuer>> made;
    for (TrustedIssuer& given : issuers) {
        CHECK_OK(check(given));
        auto issuer = std::make_unique<Issuer>();
        if (!given.jwks_url.empty()) {
            TRY(net::Url url, jwks_url_of(given));
            issuer->source = std::make_unique<JwksSource>(http, clock, std::move(url));
        } else {
            auto keys = keys_of(given);
            if (!keys) return bad_issuer(given, "has a key that is none: " + keys.error().message);
            issuer->keys = std::make_shared<const crypto::KeySet>(*std::move(keys));
        }
        if (given.algorithms.empty() && !given.secret.empty()) {
            given.algorithms = {JwtAlgorithm::hs256};
        } else if (given.algorithms.empty()) {
            given.algorithms = {JwtAlgorithm::rs256, JwtAlgorithm::es256};
        }
        const auto same = [&](const auto& other) { return other->is.issuer == given.issuer; };
        if (std::ranges::any_of(made, same)) return bad_issuer(given, "is there twice");
        issuer->is = std::move(given);
        made.push_back(std::move(issuer));
    }
    return std::unique_ptr<JwtIssuers>{new JwtIssuers{std::move(made), clock}};
}

const JwtIssuers::Issuer* JwtIssuers::issuer_of(std::string_view token) const {
    const auto claimed = claimed_issuer(token);
    if (!claimed) return nullptr;
    for (const auto& issuer : issuers_) {
        if (issuer->is.issuer == *claimed) return issuer.get();
    }
    return nullptr;
}

Task<Result<JwtCaller>> JwtIssuers::verify(std::string token) {
    if (token.size() > longest_token || !looks_like_jwt(token)) {
        co_return refused("This is no token we know.");
    }
    CO_TRY(const auto header, crypto::read_jwt_header(token));
    const Issuer* const issuer = issuer_of(token);
    if (issuer == nullptr) co_return refused("The token's issuer is not trusted here.");
    if (std::ranges::count(issuer->is.algorithms, header.algorithm) == 0) {
        co_return refused("The token is signed in a way its issuer does not use.");
    }
    Keys keys = issuer->keys;
    if (keys == nullptr) {
        CO_TRY(keys, co_await issuer->source->keys_for(header));
    }
    co_return judge(*issuer, token, *keys);
}

Result<JwtCaller> JwtIssuers::judge(const Issuer& issuer, std::string_view token,
                                    const crypto::KeySet& keys) const {
    TRY(const auto claims, crypto::verify_jwt(token, keys, issuer.is.algorithms));
    crypto::ClaimRules rules{.issuer = issuer.is.issuer, .audience = issuer.is.audience};
    rules.any_further_audience = true;
    const auto fault = crypto::check_claims(claims, rules, clock_.now());
    if (fault) return refused(crypto::to_text(*fault));
    return JwtCaller{issuer.is.workspace, scalar_text(claims.if_contains("sub")).value_or(""),
                     role_of(issuer.is, claims), issuer.is.scopes};
}

bool looks_like_jwt(std::string_view text) {
    return std::ranges::count(text, '.') == 2 && text.starts_with("ey");
}

}  // namespace fairlead::auth
