// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/callback.h"
#include "oauth/connect_failure.h"
#include "oauth/flow.h"

#include <optional>
#include <string>
#include <string_view>

/// The checks of a callback, each pure. security.md section 1.
namespace fairlead::oauth::callback_check {

/// Something that must not be redeemed. `audit` names the security event.
struct Refusal {
    const char* audit = "connect.state_rejected";
    std::string detail;
};

/// The value of a parameter; empty when absent.
std::string_view parameter(const net::Pairs& parameters, std::string_view name);

/// No parameter that we read comes twice, none is oversized.
std::optional<Refusal> well_formed(const net::Pairs& parameters);

/// The browser is the one that began, in the same user's session, and came to this flow's path.
std::optional<Refusal> of_this_browser(const CallbackAsk& ask, const FlowState& flow);

/// Integration and provider are as they were when the flow began.
std::optional<Refusal> unchanged(const Integrations::Ready& ready, const FlowState& flow);

/// RFC 9207 section 2.4. `issuer` is empty where the provider has none.
std::optional<Refusal> from_issuer(const net::Pairs& parameters, const std::string& issuer,
                                   catalog::IssParameter rule);

/// RFC 5849 section 2.2: whoever comes back with another request token than this flow's consented to
/// something else, or nobody did.
std::optional<Refusal> of_request_token(const net::Pairs& parameters, const FlowState& flow,
                                        const std::string& verifier_in);

/// How platforms of OAuth 1.0a say no: `denied` with the request token, `oauth_problem`, or a
/// callback without a verifier.
std::optional<ConnectFault> signed_denial(const net::Pairs& parameters,
                                          const catalog::ProviderSpec& provider);

/// What the platform says went wrong, if it says so.
std::optional<ConnectFault> platform_error(const net::Pairs& parameters,
                                           const catalog::ProviderSpec& provider);

}  // namespace fairlead::oauth::callback_check
