// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "net/http_message.h"

#include <optional>

namespace fairlead::oauth {

/// How long a platform wants to be left alone: Retry-After, or with a 429 the headers that the
/// provider's `api.throttle` names, which others send along with every answer.
std::optional<Seconds> told_wait(const catalog::AuthMethod& method, int status,
                                 const net::Headers& headers, Time now);

}  // namespace fairlead::oauth
