// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"
#include "oauth/oauth_client.h"
#include "oauth/sealed_tokens.h"

#include <map>
#include <string>

namespace fairlead::oauth {

/// How a revocation (RFC 7009) ended.
enum class RevokeResult : std::uint8_t {
    done,        ///< the token is dead; also where the platform never knew it
    later,       ///< no or no useful answer: try again
    impossible,  ///< the platform does not revoke this; trying again will not help
};

struct RevokeAnswer {
    RevokeResult result = RevokeResult::later;
    std::optional<Seconds> retry_after;
    std::string why;  ///< for the operator; no secret
};

/// Revokes the refresh token, or the access token where there is none, with one call.
/// `impossible` at once where the provider has no revocation. Safe to repeat.
Task<Result<RevokeAnswer>> revoke_tokens(net::HttpClient& http, const OAuthClient& client,
                                         std::map<std::string, std::string> vars, LiveTokens tokens,
                                         Time now);

/// What an answer to a revocation means. Pure.
RevokeAnswer judge_revocation(const catalog::AuthMethod& method, const net::Exchange& exchange,
                              Time now);

}  // namespace fairlead::oauth
