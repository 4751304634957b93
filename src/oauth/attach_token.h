// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/template.h"
#include "net/http_client.h"
#include "oauth/request_signature.h"

namespace fairlead::oauth {

/// Puts the credential where the provider's file says (`attach`), by default RFC 6750 section 2.1;
/// into a JSON body beside what the call says there, or nowhere where its address has it already.
/// The client's certificate too, where the API wants one in the handshake of every call. A call that brought an Authorization header keeps it. One of OAuth 1.0a is signed as it is now,
/// so this comes last, and it is not repeatable from then on; `once` is for that.
Result<void> attach_token(net::ClientRequest& call, const OAuthClient& client,
                          const catalog::Bindings& bindings, const Secret& token,
                          const OnceOnly& once);

}  // namespace fairlead::oauth
