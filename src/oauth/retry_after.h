// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "net/http_message.h"

#include <optional>

namespace fairlead::oauth {

/// The longest pause that a platform is believed to ask for.
constexpr Seconds longest_wait{24 * 3600};

/// RFC 9110 section 10.2.3: seconds or an IMF-fixdate. Nothing for what does not parse; a moment
/// that has passed is zero; more than a day is a day.
std::optional<Seconds> retry_after(const net::Headers& headers, Time now);

}  // namespace fairlead::oauth
