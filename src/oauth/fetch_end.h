// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/error_rules.h"
#include "catalog/provider_spec.h"
#include "model/connection.h"

#include <optional>
#include <string>

namespace fairlead::oauth {

/// How a page ended. From rate_limited to unreadable nothing was read, and `place` is where it was.
enum class FetchEnd : std::uint8_t {
    going_on,      ///< ask again with `place`
    complete,      ///< that was the last page
    rate_limited,  ///< the platform asks to wait
    unavailable,   ///< the platform's trouble, three times over
    reconnect,     ///< only the user's new consent helps
    consent,       ///< a scope is missing
    permission,    ///< the account may not read this
    operator_,     ///< the integration's client is refused
    suspended,     ///< the account is suspended at the platform
    resync,        ///< `since` is too old: everything must be read anew
    refused,       ///< the platform takes the question for wrong: the provider's file
    unreadable,    ///< the answer is not what the provider's file says
    foreign_link,  ///< the next page would be at a host that is not the provider's
    circle,        ///< the pages lead in a circle
};
const char* to_text(FetchEnd end);

/// How a fetch ends with a platform's answer of this class. A token that is over was renewed
/// already.
FetchEnd end_for(catalog::ErrorClass error_class);

/// Whose fault it is, and what to do about it. `scopes`: what was asked for needs them.
std::string message_for(FetchEnd end, const catalog::ProviderSpec& provider,
                        const std::vector<std::string>& scopes, const Connection& connection,
                        const std::optional<Seconds>& wait);

}  // namespace fairlead::oauth
