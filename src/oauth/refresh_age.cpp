// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_age.h"

namespace fairlead::oauth {

Seconds refresh_min_age(const catalog::AuthMethod& method) {
    // Platforms that renew an access token by itself are few: the others' refreshes read nothing.
    if (method.refresh.by != catalog::RefreshBy::access_token) return Seconds{0};
    const auto document = from_json(method.raw);
    const auto* age = find_pointer(document, "/refresh/min_age");
    return age && age->is_int64() ? Seconds{age->get_int64()} : Seconds{0};
}

std::optional<Time> too_young_until(const catalog::AuthMethod& method,
                                    const storage::SealedTokens& tokens, Time now) {
    if (!tokens.access_expires || tokens.access_lifetime <= Milliseconds{0}) return std::nullopt;
    const auto min_age = refresh_min_age(method);
    const auto issued = *tokens.access_expires - tokens.access_lifetime;
    // A token of the future is one of before the clock was set back: nobody knows its age.
    if (min_age == Seconds{0} || issued > now || issued + min_age <= now) return std::nullopt;
    return issued + min_age;
}

}  // namespace fairlead::oauth
