// SPDX-License-Identifier: Apache-2.0
#include "oauth/retry_after.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::oauth {

namespace {

std::optional<unsigned> month_number(std::string_view name) {
    constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<unsigned>(found - names.begin()) + 1;
}

/// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<Time> parse_fixdate(std::string_view text) {
    if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
    const auto month = month_number(text.substr(8, 3));
    const auto number = [&](std::size_t at, std::size_t size) {
        return parse_integer(text.substr(at, size));
    };
    const auto day = number(5, 2), year = number(12, 4);
    const auto hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
    if (!month || !day || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{*month},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return Time{std::chrono::sys_days{date} + std::chrono::hours{*hour} +
                std::chrono::minutes{*minute} + Seconds{*second}};
}

}  // namespace

std::optional<Seconds> retry_after(const net::Headers& headers, Time now) {
    const auto field = headers.find("Retry-After");
    if (!field) return std::nullopt;
    const auto text = trim(*field);
    if (const auto seconds = parse_integer(text))
        return std::clamp(Seconds{*seconds}, Seconds{0}, longest_wait);
    const auto until = parse_fixdate(text);
    if (!until) return std::nullopt;
    return std::clamp(std::chrono::ceil<Seconds>(*until - now), Seconds{0}, longest_wait);
}

}  // namespace fairlead::oauth
