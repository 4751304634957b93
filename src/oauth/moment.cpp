// SPDX-License-Identifier: Apache-2.0
#include "oauth/moment.h"

#include "base/text.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace fairlead::oauth {

namespace {

/// Seconds of the year 5138 and milliseconds of 1973: what is larger counts milliseconds.
constexpr std::int64_t most_seconds = 100'000'000'000;
/// Beyond it no date has four digits of a year.
constexpr std::int64_t most_milliseconds = 253'402'300'799'999;
constexpr std::size_t date_size = 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether the text ends in `+hhmm` or `-hhmm`.
bool has_short_offset(std::string_view text) {
    if (text.size() < date_size + 5) return false;
    const auto end = text.substr(text.size() - 5);
    return (end[0] == '+' || end[0] == '-') && std::ranges::all_of(end.substr(1), is_digit);
}

bool has_offset(std::string_view text) {
    const auto clock = text.substr(std::min(date_size, text.size()));
    return clock.find_first_of("Zz+-") != std::string_view::npos;
}

/// As RFC 3339 would have it.
std::string completed(std::string_view text) {
    std::string full{text};
    if (full.size() == date_size) full += "T00:00:00";
    if (full.size() > date_size && full[date_size] == ' ') full[date_size] = 'T';
    if (has_short_offset(full)) full.insert(full.size() - 2, 1, ':');
    if (!has_offset(full)) full += 'Z';
    return full;
}

std::optional<Time> since_1970(std::int64_t number) {
    if (std::abs(number) < most_seconds) return Time{Seconds{number}};
    if (std::abs(number) > most_milliseconds) return std::nullopt;
    return Time{Milliseconds{number}};
}

}  // namespace

std::optional<Time> parse_moment(std::string_view text) {
    if (const auto number = parse_integer(text)) {
        if (*number == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
        return since_1970(*number);
    }
    const auto time = parse_rfc3339(completed(text));
    return time ? std::optional{*time} : std::nullopt;
}

std::string write_moment(Time time, catalog::MomentFormat format) {
    using catalog::MomentFormat;
    switch (format) {
        case MomentFormat::rfc3339: return to_rfc3339(time);
        case MomentFormat::epoch:
            return std::to_string(std::chrono::floor<Seconds>(time).time_since_epoch().count());
        case MomentFormat::epoch_ms: return std::to_string(to_unix_ms(time));
        case MomentFormat::date: return to_rfc3339(time).substr(0, date_size);
    }
    return to_rfc3339(time);
}

}  // namespace fairlead::oauth
