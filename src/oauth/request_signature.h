// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/time.h"
#include "catalog/signed_consent.h"
#include "net/http_client.h"
#include "oauth/oauth_client.h"
#include "oauth/signing_token.h"

#include <string>
#include <string_view>

/// Signed requests of OAuth 1.0a (RFC 5849 section 3). Pure but for nonces.
namespace fairlead::oauth {

/// Section 3.4.1: of the method, the address without its query, and all parameters: those of the
/// query, of a form-encoded body and `protocol`, the header's. `invalid` where query or body is not
/// form-encoded as it says.
Result<std::string> signature_base_string(const net::ClientRequest& call,
                                          const net::Pairs& protocol);

/// Sections 3.4.2 and 3.4.4. Of PLAINTEXT it is the two secrets themselves.
Secret signature_of(catalog::SignatureMethod method, std::string_view base_string,
                    const Secret& client_secret, const Secret& token_secret);

/// What makes a request unlike all others (section 3.3). Each attempt needs its own: a platform
/// refuses one that it has seen.
struct OnceOnly {
    std::string nonce;  ///< 128 random bits
    Time now{};

    static OnceOnly make(Random& random, Time now);
};

/// Signs with the client's and the token's secret and puts the Authorization header on the call,
/// which must not change any more (section 3.5.1). Without a token the client asks for itself.
/// `more`: further parameters of the protocol, such as oauth_callback. The call is not repeatable
/// from then on. `invalid` as above.
Result<void> sign_call(net::ClientRequest& call, const OAuthClient& client,
                       const SigningToken& token, const OnceOnly& once,
                       const net::Pairs& more = {});

}  // namespace fairlead::oauth
