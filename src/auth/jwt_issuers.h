// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/jwt.h"
#include "model/user.h"
#include "net/http_client.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::auth {

/// An issuer whose JWTs prove who somebody is: the application's own sign-in. Exactly one of
/// `secret`, `jwks_url`, `jwks` and `pem` says what its tokens are checked with.
struct TrustedIssuer {
    WorkspaceId workspace = default_workspace;
    std::string issuer;    ///< `iss`, exactly
    std::string audience;  ///< must be in `aud`
    Secret secret;         ///< for HS256, 32 bytes or more
    std::string jwks_url;  ///< https; http on this machine alone
    std::string jwks;      ///< the document itself
    std::string pem;       ///< one public key
    std::string kid;       ///< of `pem` or `secret`; empty: any
    /// Empty: HS256 with a secret, otherwise RS256 and ES256.
    std::vector<crypto::JwtAlgorithm> algorithms;
    /// The claim, a text or a list of texts, which makes an admin where it has that value; empty:
    /// none does.
    std::string role_claim;
    std::string admin_value;
    Scope scopes = Scope::connections_read | Scope::connections_write;
};

/// What a good JWT says.
struct JwtCaller {
    WorkspaceId workspace;
    std::string subject;  ///< the external id of the user
    Role role = Role::member;
    Scope scopes = Scope::none;
};

/// Judges JWTs (RFC 7519, RFC 8725) of the issuers of the configuration. Thread-safe.
class JwtIssuers {
public:
    /// `invalid`, naming the issuer, where its description is not whole, or hands out a scope that
    /// is for API keys alone.
    static Result<std::unique_ptr<JwtIssuers>> create(std::vector<TrustedIssuer> issuers,
                                                      net::HttpClient& http, const Clock& clock);
    ~JwtIssuers();
    JwtIssuers(const JwtIssuers&) = delete;
    JwtIssuers& operator=(const JwtIssuers&) = delete;

    /// `unauthenticated`, with the claim at fault and nothing of the token, for one that is not
    /// good; `unavailable` while its issuer's keys cannot be had.
    Task<Result<JwtCaller>> verify(std::string token);

private:
    struct Issuer;
    JwtIssuers(std::vector<std::unique_ptr<Issuer>> issuers, const Clock& clock);
    const Issuer* issuer_of(std::string_view token) const;
    Result<JwtCaller> judge(const Issuer& issuer, std::string_view token,
                            const crypto::KeySet& keys) const;

    std::vector<std::unique_ptr<Issuer>> issuers_;
    const Clock& clock_;
};

/// Whether a text has the form of a JWT: three parts with dots between.
bool looks_like_jwt(std::string_view text);

}  // namespace fairlead::auth
