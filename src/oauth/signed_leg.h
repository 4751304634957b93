// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/request_signature.h"
#include "oauth/token_call.h"

namespace fairlead::oauth {

/// The two calls of OAuth 1.0a that issue a token.
enum class Leg : std::uint8_t {
    request_token,  ///< for temporary credentials (RFC 5849 section 2.1)
    access_token,   ///< for an account's (section 2.3)
};

/// What one of them brought: without a fault, the token with its secret and, in `outcome`, the
/// answer.
struct LegAnswer {
    std::optional<ConnectFault> fault;
    TokenOutcome outcome;
    SigningToken token;
};

/// Sends `call`, which was built of `request` and signed, once. Its answer is judged as a token
/// endpoint's, where RFC 5849 has no words: whom a refusal is about is told by the file's `errors`,
/// the extension that platforms name problems by (`oauth_problem`), or the leg: of the first one our
/// client, which goes to the operator's log, and of the last one the consent, as the client has been
/// taken before.
Task<Result<LegAnswer>> call_leg(ConnectContext& context, const OAuthClient& client,
                                 catalog::Request request, Result<net::ClientRequest> call,
                                 Leg leg);

/// The word of an answer's `oauth_problem`, in its header or its body; "" where there is none.
std::string problem_in(const net::ClientResponse& response);

}  // namespace fairlead::oauth
