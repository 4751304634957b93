// SPDX-License-Identifier: Apache-2.0
#include "sandbox/id_token.h"

#include "base/text.h"
#include "sandbox/account.h"

#include <boost/json/serialize.hpp>

namespace fairlead::sandbox {

namespace {

constexpr std::int64_t lifetime_seconds = 3600;

json::object make_claims(const Realm& realm, const Family& family, std::string_view flaw) {
    const std::int64_t now = to_unix_ms(realm.clock.now()) / 1000;
    const std::int64_t issued = flaw == "expired" ? now - 2 * lifetime_seconds : now;
    json::object claims;
    claims.emplace("iss", flaw == "issuer" ? "https://elsewhere.invalid" : realm.issuer);
    claims.emplace("sub", family.account);
    claims.emplace("aud", flaw == "audience" ? "another-client" : family.client);
    claims.emplace("iat", issued);
    claims.emplace("exp", issued + lifetime_seconds);
    const std::string nonce = flaw == "nonce" ? "another-nonce" : family.nonce;
    if (!nonce.empty()) claims.emplace("nonce", nonce);
    if (const auto account = find_account(family.account)) {
        claims.emplace("preferred_username", account->username);
        claims.emplace("name", account->display_name);
    }
    return claims;
}

std::string unsigned_token(const json::object& claims) {
    const std::string body = boost::json::serialize(claims);
    return base64url_encode(bytes_of(R"({"alg":"none","typ":"JWT"})")) + "." +
           base64url_encode(bytes_of(body)) + ".";
}

/// Another letter in the midst of the signature, still base64url.
void spoil_signature(std::string& token) {
    char& letter = token[token.size() - 20];
    letter = letter == 'A' ? 'B' : 'A';
}

}  // namespace

void add_id_token(Realm& realm, const Family& family, std::string_view flaw,
                  json::object& document) {
    if (flaw == "missing") return;
    const json::object claims = make_claims(realm, family, flaw);
    if (flaw == "none") {
        document.emplace("id_token", unsigned_token(claims));
        return;
    }
    auto token = crypto::sign_jwt(realm.key, claims);
    if (!token) return;
    if (flaw == "signature") spoil_signature(*token);
    document.emplace("id_token", *token);
}

}  // namespace fairlead::sandbox
