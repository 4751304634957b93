// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "catalog/provider_spec.h"
#include "catalog/template.h"
#include "net/http_client.h"
#include "oauth/oauth_client.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// One parameter of a token call, by its standard name (RFC 6749, RFC 7009).
struct Field {
    std::string name;
    Secret value;
};
using Fields = std::vector<Field>;

/// RFC 6749 section 4.1.3 and RFC 7636 section 4.5. An empty verifier is left out.
Fields code_fields(const catalog::Request& request, const Secret& code,
                   const std::string& redirect_uri, const Secret& verifier);
/// RFC 6749 section 6; where the access token itself is renewed, what the provider's file says.
Fields refresh_fields(const catalog::RefreshRules& rules, const Secret& credential);
/// RFC 7009 section 2.1.
enum class TokenHint : std::uint8_t { access_token, refresh_token };
Fields revoke_fields(const Secret& token, TokenHint hint);

/// What templates of this client's provider may name: app.client_id, app.client_secret, the
/// operator's variables and those of the connection (`vars`, checked when they were stored).
/// The caller adds token, refresh, code and what else the call has.
catalog::Bindings bindings_for(const OAuthClient& client,
                               const std::map<std::string, std::string>& vars);

/// Whether a template names an optional variable that nobody gave a value: what nobody need say is not
/// sent when nobody said it.
bool is_unsaid(const catalog::Template& source, const catalog::AuthMethod& method,
               const catalog::Bindings& bindings);

/// `bindings` with what `call` is by now — `req.method`, `req.host`, `req.path`, `req.params`,
/// `req.endpoint` (path and query) and `req.body` —, for headers that sign it; where none of `headers`
/// names any of it, none.
std::optional<catalog::Bindings> bindings_of_call(const catalog::Bindings& bindings,
                                                  const catalog::Parameters& headers,
                                                  const net::ClientRequest& call);

/// Fills every string of a document that a provider's file declares.
Result<void> fill_templates(json::value& document, const catalog::Bindings& bindings);

/// RFC 8705 section 2: the call proves itself in the TLS handshake. `conflict` where the client has
/// nothing to prove itself with.
Result<void> show_certificate(net::ClientRequest& call, const OAuthClient& client);

/// Builds the call as the provider's file describes it: client authentication (post, basic with id
/// and secret form-encoded first as RFC 6749 section 2.3.1 asks, none, …), encoding, extra,
/// renamed and omitted parameters, a signed assertion of the client (RFC 7523 section 2.2), headers. A parameter of `extra` replaces a standard one of the
/// same name. `invalid` names a template value that is missing; `conflict` a client
/// authentication that Fairlead cannot do. Deadlines are the caller's to set.
Result<net::ClientRequest> build_token_request(const catalog::Request& request,
                                               const OAuthClient& client, Fields fields,
                                               const catalog::Bindings& bindings);

}  // namespace fairlead::oauth
