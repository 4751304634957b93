// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"

namespace fairlead::oauth {

/// A token of OAuth 1.0a and the secret that requests are signed with beside the client's (RFC 5849
/// section 1.1, "credentials"): temporary while somebody consents, an account's from then on.
struct SigningToken {
    Secret token;
    Secret secret;  ///< some platforms issue an empty one

    SigningToken duplicate() const { return {token.duplicate(), secret.duplicate()}; }
};

/// How whoever reads an account's token learns that it is one of these.
constexpr const char* signing_token_type = "OAuth1";

/// An account's, as it is sealed in place of an access token and read by applications: a JSON object
/// of `oauth_token` and `oauth_token_secret`. One sealed value, so that neither is ever without the
/// other, in a refresh's row, a spare or a result that waits.
Secret pack(const SigningToken& token);
/// Back. `conflict` where what is stored is something else.
Result<SigningToken> unpack_signing_token(const Secret& packed);

}  // namespace fairlead::oauth
