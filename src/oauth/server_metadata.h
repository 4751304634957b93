// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::oauth {

/// What an authorization server says of itself (RFC 8414 section 2), as far as a client needs it.
/// Every address is https, without userinfo and fragment; those of an issuer that a person named are
/// of its own host.
struct ServerMetadata {
    std::string issuer;
    std::string authorize_url;
    std::string token_url;
    std::string register_url;              ///< empty: it registers nobody (RFC 7591)
    std::string revoke_url;                ///< empty: it revokes nothing (RFC 7009)
    std::string jwks_url;                  ///< empty: it signs nothing that we check
    bool sends_iss = false;                ///< RFC 9207: in every answer of its consent page
    std::vector<std::string> client_auth;  ///< token_endpoint_auth_methods_supported; never empty
    std::vector<std::string> scopes;       ///< scopes_supported

    friend bool operator==(const ServerMetadata&, const ServerMetadata&) = default;
};

/// Where a server's document may stand, in the order they are asked: RFC 8414 section 3.1, the
/// path behind the well-known one, then OpenID Connect Discovery, before and behind it. `invalid`:
/// an issuer is an https URL without userinfo, query and fragment.
Result<std::vector<std::string>> metadata_urls(const std::string& issuer);

/// Where OpenID Connect Discovery 1.0 section 4 has an issuer's document.
Result<std::string> openid_url(const std::string& issuer);

/// Who said which issuer to trust.
enum class NamedBy : std::uint8_t {
    person,
    operators,  ///< and with it the hosts that it names; what it does not say of PKCE, it may do
};

/// Reads a document that was found for `issuer`. `provider_failed`, and saying what is wrong with
/// it: it names another issuer (RFC 8414 section 3.3), an address is none to send a secret to, or
/// it does not do PKCE with S256.
Result<ServerMetadata> read_server_metadata(std::string_view text, const std::string& issuer,
                                            NamedBy named_by = NamedBy::person);

/// Whether an address is one to send a secret to: https, and nothing that hides where it leads.
/// `what` is how the error calls it.
Result<void> check_address(const std::string& text, const char* what);

/// What a document of a server is refused for.
Error bad_document(std::string message);

/// The texts of a list in a document; others in it are left out.
std::vector<std::string> texts_at(const json::value& document, std::string_view pointer);

}  // namespace fairlead::oauth
