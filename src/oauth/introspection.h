// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"
#include "oauth/captured_vars.h"
#include "oauth/oauth_client.h"

#include <optional>

namespace fairlead::oauth {

/// How long an access token lasts from now whose answer did not say (SPEC A8), asked of the
/// platform where its file has `introspect` (RFC 7662). The lifetime stands where `read` says, else
/// in `exp`. None: it could not be found out, within five seconds; the token then lasts until a 401
/// says otherwise. Only for a token that is safe already: nothing may hang on this call.
Task<Result<std::optional<Seconds>>> introspect_lifetime(net::HttpClient& http,
                                                         const OAuthClient& client, Vars vars,
                                                         Secret access, Time now);

}  // namespace fairlead::oauth
