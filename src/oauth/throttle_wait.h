// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "net/http_message.h"

#include <optional>
#include <string_view>

namespace fairlead::oauth {

/// How long an answer that limits us says to wait, by the provider's `api.throttle`: its headers,
/// then its body; a day at most. Nothing where they do not say.
std::optional<Seconds> throttle_wait(const Json& throttle, const net::Headers& headers,
                                     std::string_view body, Time now);

}  // namespace fairlead::oauth
