// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/flow.h"
#include "oauth/oauth_client.h"

#include <string>

namespace fairlead::oauth {

/// Where the browser goes to consent (RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect
/// Core section 3.1.2.1; RFC 5849 section 2.2 with the flow's request token), as the provider's file
/// describes it. `invalid` names a template value
/// that is missing.
Result<std::string> authorize_url(const OAuthClient& client, const FlowState& flow,
                                  const std::string& state);

}  // namespace fairlead::oauth
