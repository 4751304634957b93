// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_outcome.h"

namespace fairlead::oauth {

AccessToken duplicate(const AccessToken& token) {
    return {.token = token.token.duplicate(),
            .token_type = token.token_type,
            .expires_at = token.expires_at,
            .scopes = token.scopes,
            .generation = token.generation};
}

const AccessToken* token_of(const RefreshOutcome& outcome) {
    if (const auto* refreshed = std::get_if<Refreshed>(&outcome)) return &refreshed->token;
    if (const auto* good = std::get_if<StillGood>(&outcome)) return &good->token;
    if (const auto* unknown = std::get_if<OutcomeUnknown>(&outcome))
        return unknown->token ? &*unknown->token : nullptr;
    return nullptr;
}

const char* name_of(const RefreshOutcome& outcome) {
    constexpr const char* names[] = {"refreshed", "still_good", "reconnect_required", "unknown",
                                     "failed"};
    return names[outcome.index()];
}

}  // namespace fairlead::oauth
