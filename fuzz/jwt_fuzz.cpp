// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "crypto/jwt.h"
#include "crypto/jwt_claims.h"
#include "target.h"

namespace fairlead::fuzz {

namespace {

const std::vector<crypto::JwtAlgorithm> every_algorithm{
    crypto::JwtAlgorithm::hs256, crypto::JwtAlgorithm::rs256, crypto::JwtAlgorithm::es256};

/// Keys that no input knows.
crypto::KeySet own_keys() {
    auto keys = crypto::KeySet::shared_secret("k1", Secret{std::string(32, 's') + "ecret"});
    FAIRLEAD_ASSERT(keys.has_value());
    return *std::move(keys);
}

void check(const json::object& claims) {
    crypto::ClaimRules rules;
    rules.issuer = "https://acme.example";
    rules.audience = "fairlead";
    rules.authorized_party = "fairlead";
    static_cast<void>(crypto::check_claims(claims, rules, from_unix_ms(1'700'000'000'000)));
}

}  // namespace

/// A token, a line feed, the key set (or the claims) it came with.
void try_input(std::string_view input) {
    static const crypto::KeySet keys = own_keys();
    const auto [token, text] = halves(input, '\n');
    static_cast<void>(crypto::read_jwt_header(token));
    FAIRLEAD_ASSERT(!crypto::verify_jwt(token, keys, every_algorithm));
    const auto document = parse_json(text);
    if (!document) return;
    if (document->is_object()) check(document->get_object());
    const auto theirs = crypto::KeySet::from_jwks(*document);
    if (theirs) static_cast<void>(crypto::verify_jwt(token, *theirs, every_algorithm));
}

}  // namespace fairlead::fuzz
