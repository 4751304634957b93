// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::crypto {

/// What a token's claims must say (RFC 7519 section 4.1, OpenID Connect Core section 3.1.3.7).
struct ClaimRules {
    std::string issuer;    ///< `iss`, exactly
    std::string audience;  ///< must be in `aud`
    /// Other members `aud` may have; any further one is refused.
    std::vector<std::string> trusted_audiences = {};
    /// Whether any other audience is fine (an application's JWT for several services). Overrides
    /// `trusted_audiences`.
    bool any_further_audience = false;
    /// When set, `nonce` must be there and equal it.
    std::optional<std::string> nonce = {};
    /// When set, `azp` must equal it wherever it is there, and must be there when `aud` has several
    /// members.
    std::optional<std::string> authorized_party = {};
    /// Difference between clocks that is forgiven; more than 60 s counts as 60.
    Seconds leeway{60};
    /// When set, `iat` must be there and not be older.
    std::optional<Seconds> oldest = {};
    bool require_subject = true;
};

enum class ClaimFault : std::uint8_t {
    wrong_issuer,
    wrong_audience,
    untrusted_audience,
    wrong_authorized_party,
    no_expiry,
    expired,
    not_yet_valid,
    issued_in_future,
    too_old,
    wrong_nonce,
    no_subject,
    malformed,  ///< a claim above has the wrong JSON type
};

/// A sentence for the caller; names the claim, quotes nothing.
const char* to_text(ClaimFault fault);

/// The first rule the claims break, or nothing.
std::optional<ClaimFault> check_claims(const json::object& claims, const ClaimRules& rules,
                                       Time now);

}  // namespace fairlead::crypto
