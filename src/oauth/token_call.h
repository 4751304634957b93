// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"
#include "oauth/issue_call.h"
#include "oauth/token_request.h"

namespace fairlead::oauth {

/// A call to a token endpoint while somebody connects, and what it brought. Without a fault the
/// outcome is a success.
struct TokenCall {
    TokenOutcome outcome;
    std::optional<ConnectFault> fault;
};

/// Sends `call`, which was built of `request`, once, within the time that a refresh at the same
/// endpoint has, or what is left of it; one that could not be built is a fault. What the platform
/// holds against our application goes to the operator's log.
Task<Result<TokenCall>> call_for_token(ConnectContext& context, const OAuthClient& client,
                                       const catalog::Request& request,
                                       Result<net::ClientRequest> call,
                                       std::optional<Milliseconds> left = std::nullopt);

/// The same for a call of an issue that comes before its token call; with its answer the issue goes on.
Task<Result<TokenCall>> call_before_token(ConnectContext& context, const OAuthClient& client,
                                          Issue& issue, Result<net::ClientRequest> call,
                                          Milliseconds left);

/// What an exchange is worth that was judged otherwise than by RFC 6749. The body of an answer, which
/// may hold tokens, is wiped.
TokenCall settle_token_call(ConnectContext& context, const OAuthClient& client,
                            TokenOutcome outcome, net::Exchange& exchange);

/// A call that cannot be made as the provider's file has it, or an answer that does not fit it.
ConnectFault unusable(const catalog::ProviderSpec& provider, const Error& error);

}  // namespace fairlead::oauth
