// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/captured_vars.h"
#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"

namespace fairlead::oauth {

/// What a call right after the code exchange may name beside the token.
struct CallMaterial {
    json::value token_document = json::object{};  ///< secret; `step1/…`
    json::value id_claims = json::object{};       ///< `claim/…`
    Vars vars;
};

/// A JSON document of the platform's, or why there is none.
struct ApiAnswer {
    std::optional<ConnectFault> fault;
    /// With a fault, what the answer means by `api.errors`; none: there was no answer.
    std::optional<catalog::ErrorClass> meaning;
    json::value document = json::object{};
};

/// One call with the new credential — an access token, or what a form brought —, carried as the
/// provider's file says (`attach`; by default RFC 6750 section 2.1, for user names with a password
/// RFC 7617, for tokens of OAuth 1.0a RFC 5849 section 3). A fault: no answer, no 2xx, no JSON, or `ok` not met. `what` begins its detail.
Task<Result<ApiAnswer>> call_api(ConnectContext& context, const OAuthClient& client,
                                 const catalog::Request& request, const Secret& access_token,
                                 const CallMaterial& material, std::string what);

}  // namespace fairlead::oauth
