// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "catalog/provider_spec.h"
#include "net/http_client.h"
#include "oauth/token_outcome.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead::oauth {

/// Why a connect ended without a connection: the closed list of SPEC A4, on the wire as written.
enum class ConnectFailure : std::uint8_t {
    access_denied,
    invalid_state,
    invalid_credentials,
    network,
    rate_limited,
    provider_error,
};
const char* to_text(ConnectFailure failure);

/// What SPEC D says of a kind that a redirect names; of any other text, that of `provider_error`.
std::string message_of_kind(std::string_view kind);

/// A failure for its two readers: `message` is the user's, `detail` the operator's.
struct ConnectFault {
    ConnectFailure failure = ConnectFailure::provider_error;
    std::string message;
    std::string detail;  ///< no secret
    std::optional<Seconds> retry_after;
    const char* audit = "oauth_failed";  ///< type of its audit event
    const char* reason = nullptr;        ///< told in the redirect beside the kind; a literal
};

/// With the message of SPEC D for its kind.
ConnectFault fault_of(ConnectFailure failure, const catalog::ProviderSpec& provider,
                      std::string detail);

/// What a call to the token endpoint that brought no token means for the user.
ConnectFault fault_of(const TokenOutcome& outcome, const net::Exchange& exchange,
                      const catalog::ProviderSpec& provider);

/// The same for a call with the new access token that brought nothing useful.
ConnectFault fault_of(const net::Exchange& exchange, const catalog::ProviderSpec& provider,
                      std::string what);

}  // namespace fairlead::oauth
