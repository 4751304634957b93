// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/code_exchange.h"

namespace fairlead::oauth {

/// The last leg of OAuth 1.0a (RFC 5849 section 2.3): what a verifier was worth, told as of a code.
/// The access token is the packed signing_token.h. `parameters`: of the callback.
Task<Result<ExchangedCode>> exchange_verifier(ConnectContext& context, const OAuthClient& client,
                                              const FlowState& flow, Secret verifier,
                                              const net::Pairs& parameters);

}  // namespace fairlead::oauth
