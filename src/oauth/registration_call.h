// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "catalog/provider_spec.h"
#include "net/http_client.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// What we ask a server that registers clients itself (RFC 7591 section 2).
struct RegistrationAsk {
    std::string url;
    std::string redirect_uri;
    std::vector<std::string> scopes;  ///< empty: what the server gives by itself
    catalog::ClientAuth auth = catalog::ClientAuth::none;
};

/// What it answered (RFC 7591 section 3.2.1). Move-only.
struct RegisteredAs {
    std::string client_id;
    Secret client_secret;                   ///< empty: a public client
    Secret access_token;                    ///< for `manage_url` (RFC 7592); may be empty
    std::string manage_url;                 ///< empty: it cannot be asked later
    std::optional<Time> secret_expires_at;  ///< none: never
    catalog::ClientAuth auth = catalog::ClientAuth::none;
};

/// The name of RFC 7591 for one of the ways that Fairlead does: none, post, basic.
const char* auth_name(catalog::ClientAuth auth);
std::optional<catalog::ClientAuth> auth_named(std::string_view name);

Result<net::ClientRequest> build_registration(const RegistrationAsk& ask);

/// `conflict`, "provider_config": it registers nobody like us, and what the operator can do;
/// `rate_limited`, `provider_failed`: not now, or an answer that cannot be used. `name`: of the
/// platform.
Result<RegisteredAs> read_registration(const RegistrationAsk& ask, const net::Exchange& exchange,
                                       const std::string& name, Time now);

/// Whether the server refuses how we would show who we are, and not us.
bool wants_other_auth(const net::Exchange& exchange);

}  // namespace fairlead::oauth
