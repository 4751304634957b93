// SPDX-License-Identifier: Apache-2.0
#include "sandbox/call.h"

namespace fairlead::sandbox {

namespace {

json::array texts(const std::vector<std::string>& list) {
    json::array array;
    for (const std::string& text : list) array.emplace_back(text);
    return array;
}

}  // namespace

/// RFC 8414 section 2, OpenID Connect Discovery section 3.
Answer answer_metadata(Realm& realm, Call&) {
    json::object document;
    document.emplace("issuer", realm.issuer);
    document.emplace("authorization_endpoint", realm.issuer + "/authorize");
    document.emplace("token_endpoint", realm.issuer + "/token");
    document.emplace("revocation_endpoint", realm.issuer + "/revoke");
    document.emplace("userinfo_endpoint", realm.issuer + "/me");
    document.emplace("jwks_uri", realm.issuer + "/jwks");
    document.emplace("scopes_supported", texts(acme_scopes()));
    document.emplace("response_types_supported", texts({"code"}));
    document.emplace("response_modes_supported", texts({"query"}));
    document.emplace("grant_types_supported", texts({"authorization_code", "refresh_token"}));
    document.emplace("subject_types_supported", texts({"public"}));
    document.emplace("id_token_signing_alg_values_supported", texts({"ES256"}));
    document.emplace("token_endpoint_auth_methods_supported",
                     texts({"client_secret_basic", "client_secret_post"}));
    document.emplace("revocation_endpoint_auth_methods_supported",
                     texts({"client_secret_basic", "client_secret_post"}));
    document.emplace("code_challenge_methods_supported", texts({"S256"}));
    document.emplace("authorization_response_iss_parameter_supported", true);
    return Answer::json(std::move(document));
}

Answer answer_keys(Realm& realm, Call&) {
    json::array keys;
    if (auto key = realm.key.public_jwk()) keys.push_back(*std::move(key));
    json::object document;
    document.emplace("keys", std::move(keys));
    return Answer::json(std::move(document));
}

}  // namespace fairlead::sandbox
