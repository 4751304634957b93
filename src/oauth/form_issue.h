// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"
#include "oauth/form_input.h"
#include "oauth/sealed_tokens.h"

namespace fairlead::oauth {

/// What calls carry once a form was filled in.
struct FormTokens {
    std::optional<ConnectFault> fault;  ///< the platform issued nothing
    LiveTokens tokens;
    json::value document = json::object{};  ///< of the platform's token response; secret
    Vars vars;                              ///< the form's, with what the response brought
    std::chrono::nanoseconds sent{};        ///< boot time when the lifetime began
};

/// The credential itself, or the access token that the platform issues for it, with the credential
/// in the refresh token's place. What the platform refuses is "invalid_credentials".
Task<Result<FormTokens>> tokens_of_form(ConnectContext& context, const OAuthClient& client,
                                        const FormContent& form);

}  // namespace fairlead::oauth
