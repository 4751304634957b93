// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"

namespace fairlead::catalog {

class NodeReader;

/// How requests are signed (RFC 5849 section 3.4).
enum class SignatureMethod : std::uint8_t {
    hmac_sha1,
    plaintext,  ///< the client's secret itself is in every request
};

/// What a method of the kind `oauth1` has beside `authorize` and `token`, the calls of its second and
/// third leg.
struct SignedConsent {
    Request request;  ///< for temporary credentials (RFC 5849 section 2.1)
    SignatureMethod signature = SignatureMethod::hmac_sha1;

    friend bool operator==(const SignedConsent&, const SignedConsent&) = default;
};

/// Completes a method of OAuth 1.0a: its calls are signed, their answers form-encoded where the file
/// says nothing else, and nothing renews what they bring. Adds a fault for what is missing, and for
/// what OAuth 2 alone has.
void read_signed_method(const NodeReader& node, AuthMethod& method);

/// Of a method that is resolved. Only for the kind `oauth1`.
SignedConsent signed_consent(const AuthMethod& method);

}  // namespace fairlead::catalog
