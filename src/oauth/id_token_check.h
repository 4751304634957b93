// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"
#include "oauth/flow.h"

namespace fairlead::oauth {

/// Claims of an id_token, or why it is not believed.
struct CheckedIdToken {
    std::optional<ConnectFault> fault;
    json::value claims = json::object{};  ///< empty: none came
};

/// OpenID Connect Core section 3.1.3.7 (security.md 32): signature by a key of the provider's
/// JWKS, RS256 or ES256 alone; iss, aud, azp, exp, iat, nonce. Does nothing where the provider's
/// file does not say `id_token: verify`, or none came.
Task<Result<CheckedIdToken>> check_id_token(ConnectContext& context, const OAuthClient& client,
                                            const FlowState& flow, const Secret& id_token);

/// The provider's issuer, with what this connection's variables say; empty: it has none.
Result<std::string> issuer_of(const OAuthClient& client,
                              const std::map<std::string, std::string>& vars);

}  // namespace fairlead::oauth
