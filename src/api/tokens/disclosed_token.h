// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "model/user.h"
#include "oauth/tokens.h"

namespace fairlead::api {

/// SPEC A10: the only answer that holds a token.
struct DisclosedToken {
    http::Disclosed access_token;
    std::string token_type;
    std::optional<Time> expires_at;
    std::vector<std::string> scopes;
};
BOOST_DESCRIBE_STRUCT(DisclosedToken, (), (access_token, token_type, expires_at, scopes))

/// `integration` empty: any. `forbidden` for a key that holds `admin` but not `tokens:read`: that
/// scope is never implied.
Task<Result<DisclosedToken>> disclose_token(oauth::Tokens& tokens, Caller caller,
                                            ConnectionId connection, std::string integration);

}  // namespace fairlead::api
