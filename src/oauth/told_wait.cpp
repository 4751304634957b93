// SPDX-License-Identifier: Apache-2.0
#include "oauth/told_wait.h"

#include "oauth/retry_after.h"
#include "oauth/throttle_wait.h"

namespace fairlead::oauth {

namespace {

constexpr int too_many_requests = 429;

}  // namespace

std::optional<Seconds> told_wait(const catalog::AuthMethod& method, int status,
                                 const net::Headers& headers, Time now) {
    if (const auto wait = retry_after(headers, now)) return wait;
    if (status != too_many_requests) return std::nullopt;
    return throttle_wait(method.api.throttle, headers, {}, now);
}

}  // namespace fairlead::oauth
