// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"

namespace fairlead::oauth {

/// The first leg of OAuth 1.0a (RFC 5849 section 2.1): asks the platform for temporary credentials,
/// which become the flow's `request_token`; what stood against that otherwise.
///
/// The protocol has no state. Ours travels in the query of the callback URL that is signed here: it
/// alone is unguessable by our own making, as long as we want, and unknown to everybody but this
/// browser and the platform, whichever platform it is. A request token is the platform's choice: its
/// length and chance are not ours to vouch for, and one platform could hand out another's, to have
/// its callback taken for it. That the callback's `oauth_token` is the flow's is checked besides.
///
/// An answer without `oauth_callback_confirmed` is a fault: so answers who does not bind the callback
/// and the verifier to this request, and whoever began could have somebody else consent.
Task<Result<std::optional<ConnectFault>>> ask_for_request_token(ConnectContext& context,
                                                                const OAuthClient& client,
                                                                std::string state, FlowState& flow);

}  // namespace fairlead::oauth
