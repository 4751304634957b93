// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "oauth/captured_vars.h"
#include "oauth/oauth_client.h"
#include "oauth/token_request.h"

/// Calls for tokens that a platform issues for what a person typed in, as often as it is asked: the
/// client credentials grant (RFC 6749 section 4.4), whose client is the account's own, the JWT grant
/// (RFC 7523), whose key is, and the platforms' own log-ins. The credential is kept where a refresh token would be.
namespace fairlead::oauth {

/// `conflict`, "not_oauth": the call wants what this version cannot do (mutual TLS, several steps,
/// an assertion that the file does not describe), or must not (a user's password for a token, RFC 9700 section 2.4), or the
/// platform's API wants the credential beside the token.
Result<void> check_issue(const catalog::ProviderSpec& provider);

/// The token call. `packed`: the credential (credential.h). `conflict` where that is of another
/// form than the provider's file now has; `invalid` for a private key that is none.
Result<net::ClientRequest> build_issue_call(const OAuthClient& client, const Vars& vars,
                                            const Secret& packed, Time now, Random& random);

/// The method's revocation of one token that was issued so.
Result<net::ClientRequest> build_issue_revocation(const OAuthClient& client, const Vars& vars,
                                                  const Secret& packed, const Secret& token,
                                                  Time now);

}  // namespace fairlead::oauth
