// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "catalog/resource.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead::oauth {

/// A moment as platforms write it in records, and as an operator types it: RFC 3339, the same with
/// an offset without colon or without one (UTC), a date alone, seconds or milliseconds since 1970.
std::optional<Time> parse_moment(std::string_view text);

/// The same moment for a platform; what is finer than the format is cut.
std::string write_moment(Time time, catalog::MomentFormat format);

}  // namespace fairlead::oauth
