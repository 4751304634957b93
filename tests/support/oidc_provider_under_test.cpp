// SPDX-License-Identifier: Apache-2.0
#include "support/oidc_provider_under_test.h"

#include "base/text.h"
#include "support/certificates.h"
#include "support/node_programs.h"
#include "support/provider_file.h"

namespace fairlead::tests {

OidcProviderUnderTest::OidcProviderUnderTest(const std::string& directory,
                                             const std::string& redirect_uri, HttpCaller& caller,
                                             Seconds access_life,
                                             const std::string& client_authority,
                                             const std::string& host)
    : caller_(caller),
      signer_key_(must(crypto::SigningKey::generate(crypto::JwtAlgorithm::rs256, "signer"))),
      providers_directory_(directory + "/providers") {
    const LoopbackCertificate certificate = write_loopback_certificate(directory);
    ca_path_ = certificate.authority_path;
    json::object options;
    options["certificate"] = certificate.certificate_path;
    options["key"] = certificate.key_path;
    options["redirectUri"] = redirect_uri;
    options["clientId"] = client_id();
    options["clientSecret"] = client_secret();
    options["accountId"] = account_id();
    options["accountSecret"] = account_secret();
    options["signerId"] = signer_id();
    options["signerKey"] = must(signer_key_.public_jwk());
    options["accessSeconds"] = access_life.count();
    options["host"] = host;
    options["certifiedId"] = client_authority.empty() ? "" : certified_id();
    options["clientAuthority"] = client_authority;
    program_ = start_node("oidc_provider.mjs", options);
    issuer_ = program_.said.at("issuer").as_string();
    caller_.trust(certificate.authority_pem);
    for (const char* id : {"oidc-provider", "oidc-account", "oidc-signer"})
        write_provider_file(providers_directory_, id, "@ISSUER@", issuer_);
    strict_ = program_.said.at("strict").as_string();
    if (!strict_.empty())
        write_provider_file(providers_directory_, "oidc-certified", "@STRICT@", strict_);
}

void OidcProviderUnderTest::kill_grants() {
    const Answer answer = caller_.send(net::Method::post, issuer_ + "/control/kill-grants");
    if (answer.status != 200) throw Failure{"kill-grants: " + answer.body + answer.failure};
}

void OidcProviderUnderTest::change_account_secret(const std::string& secret) {
    const Answer answer =
        caller_.send(net::Method::post, issuer_ + "/control/account-secret", {}, secret);
    if (answer.status != 200) throw Failure{"account-secret: " + answer.body + answer.failure};
}

std::string OidcProviderUnderTest::signer_key() const {
    return std::string{must(signer_key_.private_pem()).expose()};
}

std::int64_t OidcProviderUnderTest::count(const char* what) {
    const Answer answer = caller_.send(net::Method::get, issuer_ + "/control/state");
    return answer.json().at(what).to_number<std::int64_t>();
}

std::int64_t OidcProviderUnderTest::live_refresh_tokens() { return count("refreshTokens"); }

std::int64_t OidcProviderUnderTest::live_client_tokens() { return count("clientTokens"); }

json::value OidcProviderUnderTest::introspected(const std::string& access_token) {
    const std::string both = client_id() + ":" + client_secret();
    const net::Headers headers{{"Authorization", "Basic " + base64_encode(bytes_of(both))},
                               {"Content-Type", "application/x-www-form-urlencoded"}};
    const Answer answer = caller_.send(net::Method::post, issuer_ + "/token/introspection", headers,
                                       "token=" + access_token);
    return answer.json();
}

bool OidcProviderUnderTest::knows(const std::string& access_token) {
    return introspected(access_token).at("active").as_bool();
}

}  // namespace fairlead::tests
