// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/template.h"
#include "net/http_client.h"
#include "oauth/oauth_client.h"

namespace fairlead::oauth {

/// Puts the credential where the provider's file says (`attach`), by default RFC 6750 section 2.1;
/// a call that brought an Authorization header keeps it.
Result<void> attach_token(net::ClientRequest& call, const OAuthClient& client,
                          const catalog::Bindings& bindings, const Secret& token);

}  // namespace fairlead::oauth
