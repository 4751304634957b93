// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "crypto/jwt.h"
#include "support/http_caller.h"
#include "support/node_programs.h"

#include <string>

namespace fairlead::tests {

/// npm's oidc-provider in a process of its own.
class OidcProviderUnderTest {
public:
    /// `redirect_uri` is the only one it knows. `directory` gets its certificate and, below
    /// providers/, the files that tell Fairlead about it: "oidc-provider", by consent, and
    /// "oidc-account" and "oidc-signer", for accounts' own clients. `access_life`: of every token.
    /// With a `client_authority` (PEM) also "oidc-certified", whose client has a certificate of it,
    /// for certified_id() + ".example". `host`: what its issuer calls this machine.
    OidcProviderUnderTest(const std::string& directory, const std::string& redirect_uri,
                          HttpCaller& caller, Seconds access_life = Seconds{3600},
                          const std::string& client_authority = {},
                          const std::string& host = "127.0.0.1");

    const std::string& issuer() const { return issuer_; }
    const std::string& ca_path() const { return ca_path_; }
    /// The door for those who have a certificate.
    std::string strict_host() const { return strict_.substr(std::string_view{"https://"}.size()); }
    static std::string certified_id() { return "sample-certified-client"; }
    std::string host() const { return issuer_.substr(std::string_view{"https://"}.size()); }
    const std::string& providers_directory() const { return providers_directory_; }

    static std::string client_id() { return "oidc-client"; }
    static std::string client_secret() { return "sample-secret-of-the-oidc-client"; }

    /// The account's own client, which no user consents to.
    static std::string account_id() { return "sample-account-client"; }
    static std::string account_secret() { return "sample-secret-of-the-account-client"; }
    /// Another, which signs with a key of its own (RFC 7523 section 2.2).
    static std::string signer_id() { return "sample-signing-client"; }
    std::string signer_key() const;  ///< PEM
    void change_account_secret(const std::string& secret);
    std::int64_t live_client_tokens();
    /// What it says of this access token (RFC 7662).
    json::value introspected(const std::string& access_token);
    /// Whether it would take this access token now.
    bool knows(const std::string& access_token);

    void kill_grants();
    /// How many refresh tokens it would take now.
    std::int64_t live_refresh_tokens();

private:
    std::int64_t count(const char* what);

    HttpCaller& caller_;
    crypto::SigningKey signer_key_;
    std::string ca_path_;
    std::string providers_directory_;
    NodeProgram program_;
    std::string issuer_;
    std::string strict_;
};

}  // namespace fairlead::tests
