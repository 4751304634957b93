// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/jwt.h"
#include "support/http_caller.h"
#include "support/node_programs.h"

#include <string>

namespace fairlead::tests {

/// Token endpoints that are given something else than a code, in a process of their own: one for signed
/// assertions (RFC 7523 section 2.1), made of npm's oauth2orize, oauth2orize-jwt-bearer and jose, which
/// verifies signature, times, issuer, audience and that none comes twice; and a log-in of two calls, by
/// name and password.
class JwtGrantServerUnderTest {
public:
    /// `directory` gets its certificate and, below providers/, the files that tell Fairlead about it:
    /// "jwt-grant-server" and "two-step-server". Its tokens are good for `access_life`.
    JwtGrantServerUnderTest(const std::string& directory, HttpCaller& caller, Seconds access_life);

    const std::string& ca_path() const { return ca_path_; }
    std::string host() const { return origin_.substr(std::string_view{"https://"}.size()); }
    /// By its other name too, which its log-in's second call goes to.
    std::string hosts() const;
    const std::string& providers_directory() const { return providers_directory_; }

    static std::string service() { return "sample-service"; }
    /// The private key that the server knows the service by, as PEM.
    std::string service_key() const;

    static std::string password() { return "sample password"; }
    /// What the log-in's first call answers from now on: "yes", "no", "trouble" or an address.
    void let_door_say(const std::string& what);

    /// granted, refused, replayed, doors, sessions, live, and claims: those that came last.
    json::value state();
    /// Whose token it is; empty: nobody's.
    std::string owner_of(const std::string& access_token);
    /// Ends every access token.
    void end_tokens();
    /// The service's key is known no more.
    void withdraw_key();

private:
    void tell(const std::string& path);

    HttpCaller& caller_;
    crypto::SigningKey key_;
    std::string ca_path_;
    std::string providers_directory_;
    NodeProgram program_;
    std::string origin_;
};

}  // namespace fairlead::tests
