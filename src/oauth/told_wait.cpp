// SPDX-License-Identifier: Apache-2.0
#include "oauth/told_wait.h"

#include "base/text.h"
#include "oauth/retry_after.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr Seconds longest{24 * 3600};
constexpr int too_many_requests = 429;

/// The first number in the headers that a list of the throttle names.
std::optional<std::int64_t> number_in(const net::Headers& headers, const json::value& throttle,
                                      std::string_view list) {
    const auto* names = find_pointer(throttle, list);
    if (!names || !names->is_array()) return std::nullopt;
    for (const auto& name : names->get_array()) {
        const auto field = headers.find(scalar_text(&name).value_or(""));
        if (!field) continue;
        if (const auto number = parse_integer(trim(*field))) return *number;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Seconds> told_wait(const catalog::AuthMethod& method, int status,
                                 const net::Headers& headers, Time now) {
    if (const auto wait = retry_after(headers, now)) return wait;
    if (status != too_many_requests) return std::nullopt;
    const auto throttle = from_json(method.api.throttle);
    if (const auto seconds = number_in(headers, throttle, "/wait_seconds"))
        return std::clamp(Seconds{*seconds}, Seconds{0}, longest);
    if (const auto until = number_in(headers, throttle, "/wait_until")) {
        const Seconds left{*until - to_unix_ms(now) / 1000};
        return std::clamp(left, Seconds{0}, longest);
    }
    return std::nullopt;
}

}  // namespace fairlead::oauth
