// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/captured_vars.h"
#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"
#include "oauth/flow.h"
#include "oauth/sealed_tokens.h"

namespace fairlead::oauth {

/// What a code was worth. Either `fault`, or tokens.
struct ExchangedCode {
    std::optional<ConnectFault> fault;
    LiveTokens tokens;
    Secret id_token;                                 ///< empty: none came
    json::value token_document;                      ///< secret
    std::optional<std::vector<std::string>> scopes;  ///< granted, where the platform says
    Vars vars;                                       ///< the flow's, with what was captured
    std::chrono::nanoseconds sent{};                 ///< boot time when the tokens' lifetime began
};

/// Redeems a code, once, at the provider the flow was begun with; follows with the provider's
/// second call where it has one. `parameters`: of the callback. Where the first call succeeded and
/// what followed did not, `fault` is set and `tokens` hold what must be revoked.
Task<Result<ExchangedCode>> exchange_code(ConnectContext& context, const OAuthClient& client,
                                          const FlowState& flow, Secret code,
                                          const net::Pairs& parameters);

}  // namespace fairlead::oauth
