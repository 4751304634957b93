// SPDX-License-Identifier: Apache-2.0
#include "oauth/throttle_wait.h"

#include "base/text.h"
#include "oauth/moment.h"
#include "oauth/retry_after.h"

#include <re2/re2.h>
#include <boost/json/array.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace fairlead::oauth {

namespace {

std::vector<std::string> names_in(const json::value& throttle, std::string_view pointer) {
    std::vector<std::string> names;
    const auto* found = find_pointer(throttle, pointer);
    if (found == nullptr) return names;
    if (const auto one = scalar_text(found)) names.push_back(*one);
    if (found->is_array()) {
        for (const auto& each : found->get_array()) {
            if (auto name = scalar_text(&each)) names.push_back(*std::move(name));
        }
    }
    return names;
}

Seconds within_a_day(Milliseconds wait) {
    const auto rounded = std::chrono::ceil<Seconds>(std::min<Milliseconds>(wait, longest_wait));
    return std::max(rounded, Seconds{0});
}

Seconds until(Time moment, Time now) { return within_a_day(moment - now); }

/// Whole or broken seconds, or a date (RFC 9110 section 10.2.3).
std::optional<Seconds> seconds_of(std::string_view text, Time now) {
    if (const auto number = parse_integer(trim(text.substr(0, text.find('.'))))) {
        return std::clamp(Seconds{*number}, Seconds{0}, longest_wait);
    }
    net::Headers date;
    date.add("Retry-After", text);
    return retry_after(date, now);
}

std::optional<Seconds> by_headers(const json::value& throttle, const net::Headers& headers,
                                  Time now) {
    for (const auto& name : names_in(throttle, "/wait_seconds")) {
        const auto value = headers.find(name);
        const auto wait = value ? seconds_of(*value, now) : std::nullopt;
        if (wait) return wait;
    }
    for (const auto& name : names_in(throttle, "/wait_ms")) {
        const auto value = headers.find(name);
        const auto number = value ? parse_integer(trim(*value)) : Result<std::int64_t>{Error{}};
        if (number && *number >= 0) {
            return within_a_day(Milliseconds{std::min<std::int64_t>(*number, 86'400'000)});
        }
    }
    for (const auto& name : names_in(throttle, "/wait_until")) {
        const auto value = headers.find(name);
        const auto moment = value ? parse_moment(trim(*value)) : std::nullopt;
        if (moment) return until(*moment, now);
    }
    return std::nullopt;
}

std::optional<Seconds> by_body(const json::value& throttle, std::string_view body, Time now) {
    const auto* rule = find_pointer(throttle, "/wait_body");
    if (rule == nullptr) return std::nullopt;
    const auto document = parse_json(body);
    if (!document) return std::nullopt;
    const auto at = scalar_text(find_pointer(*rule, "/at")).value_or("");
    auto text = scalar_text(find_pointer(*document, at));
    if (!text) return std::nullopt;
    if (const auto pattern = scalar_text(find_pointer(*rule, "/match"))) {
        // Its first group, or the whole of what it finds.
        const bool is_plain = pattern->find('(') == std::string::npos;
        const RE2 expression{is_plain ? "(" + *pattern + ")" : *pattern, RE2::Quiet};
        std::string part;
        if (!expression.ok() || !RE2::PartialMatch(*text, expression, &part)) return std::nullopt;
        text = part;
    }
    if (scalar_text(find_pointer(*rule, "/as")).value_or("seconds") == "seconds") {
        return seconds_of(*text, now);
    }
    const auto moment = parse_moment(*text);
    return moment ? std::optional{until(*moment, now)} : std::nullopt;
}

}  // namespace

std::optional<Seconds> throttle_wait(const Json& throttle, const net::Headers& headers,
                                     std::string_view body, Time now) {
    const auto rules = from_json(throttle);
    if (const auto wait = by_headers(rules, headers, now)) return wait;
    return by_body(rules, body, now);
}

}  // namespace fairlead::oauth
