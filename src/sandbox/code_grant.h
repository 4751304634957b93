// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/call.h"

namespace fairlead::sandbox {

/// Why a code is not worth anything.
enum class CodeFlaw : std::uint8_t {
    none,
    unknown,
    of_another_client,
    used,
    expired,
    redirect_uri,
    verifier,
    grant_gone,
};
const char* to_text(CodeFlaw flaw);

struct RedeemedCode {
    Family* family = nullptr;  ///< never nullptr where there is no flaw
    CodeFlaw flaw = CodeFlaw::none;
};

/// Takes the code of a token request (RFC 6749 section 4.1.3; the verifier only where a challenge
/// was given), which spends it, for better or worse. Everything goes into the ledger. A code that
/// comes twice ends what came of it (section 4.1.2).
RedeemedCode redeem_code(Realm& realm, const Call& call, const Client& client);

/// Uses the refresh token of a token request, after the fault that would end its grant.
Grants::Refreshed use_refresh_token(Realm& realm, const Call& call, const Client& client);

}  // namespace fairlead::sandbox
