// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_age.h"

namespace fairlead::oauth {

std::optional<Time> too_young_until(const catalog::AuthMethod& method,
                                    const storage::SealedTokens& tokens, Time now) {
    if (!tokens.access_expires || tokens.access_lifetime <= Milliseconds{0}) return std::nullopt;
    const auto min_age = method.refresh.min_age;
    const auto issued = *tokens.access_expires - tokens.access_lifetime;
    // A token of the future is one of before the clock was set back: nobody knows its age.
    if (min_age == Seconds{0} || issued > now || issued + min_age <= now) return std::nullopt;
    return issued + min_age;
}

}  // namespace fairlead::oauth
