// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "net/http_client.h"

#include <optional>

namespace fairlead::oauth {

/// How long an answer says to wait, by the provider's `api.throttle` and else by Retry-After; a day
/// at most. Nothing where it does not say.
std::optional<Seconds> told_wait(const Json& throttle, const net::ClientResponse& answer, Time now);

}  // namespace fairlead::oauth
