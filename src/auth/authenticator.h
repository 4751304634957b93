// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/api_keys.h"
#include "auth/external_users.h"
#include "auth/jwt_issuers.h"
#include "auth/sessions.h"
#include "http/authenticator.h"

#include <optional>
#include <string>

namespace fairlead::auth {

/// Tells who asks, by a session's cookie, an API key or a JWT, never by two at once (security.md
/// 50). `Fairlead-User` belongs to API keys: for whom a key may act is written on it. Thread-safe.
///
/// The usual call, a key that acts for a user, costs one indexed read.
class RequestAuthenticator final : public http::Authenticator {
public:
    struct Services {
        ApiKeys& keys;
        Sessions& sessions;
        JwtIssuers& issuers;
        ExternalUsers& users;
    };
    explicit RequestAuthenticator(Services services) : services_(services) {}

    /// Beside `unauthenticated`: `forbidden` for a user the proof does not reach or who is
    /// disabled, `invalid` for a malformed Fairlead-User or two proofs.
    Task<Result<Caller>> authenticate(const net::Request& request, http::FindUser find) override;
    /// By a key read a moment ago, for a user whom the endpoint finds.
    std::optional<Caller> recognise(const net::Request& request, http::FindUser find) override;

private:
    using ExternalId = std::optional<std::string>;
    Task<Result<Caller>> by_session(std::string token);
    Task<Result<Caller>> by_key(ApiKeys::Key key, ExternalId user);
    Task<Result<Caller>> by_jwt(std::string token);
    Task<Result<std::optional<UserId>>> acted_for(ApiKeys::Key key, ExternalId wanted);
    Task<Result<std::optional<UserId>>> only_user(ApiKeys::Key key, ExternalId wanted);

    Services services_;
};

}  // namespace fairlead::auth
