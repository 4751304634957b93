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
    const auto issued = *tokens.access_expires - tokens.access_lifetime;
    const auto old_enough = issued + refresh_min_age(method);
    if (old_enough <= now) return std::nullopt;
    return old_enough;
}

}  // namespace fairlead::oauth
