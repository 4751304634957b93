// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace fairlead {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

/// A moment in UTC, to the millisecond: what the database and the wire can hold.
using Time = std::chrono::sys_time<Milliseconds>;

/// RFC 3339 in UTC with milliseconds, e.g. 2026-01-02T03:04:05.678Z. Years 0000 to 9999.
std::string to_rfc3339(Time time);

/// Accepts RFC 3339 with any offset and any number of fraction digits; more than three are cut.
Result<Time> parse_rfc3339(std::string_view text);

constexpr Time from_unix_ms(std::int64_t ms) { return Time{Milliseconds{ms}}; }
constexpr std::int64_t to_unix_ms(Time time) { return time.time_since_epoch().count(); }

}  // namespace fairlead
