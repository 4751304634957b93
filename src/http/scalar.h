// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead::http {

/// Reads text into a scalar of `shape`: what a string in JSON, a query or a path can hold. nullopt
/// when it fits, else what was expected, e.g. "must be a UUID". Numbers and booleans are read from
/// text only where `Source::pair` says that there is nothing but text.
enum class Source : std::uint8_t { json, pair };
std::optional<std::string> read_text(const Shape& shape, std::string_view text, Source source,
                                     void* value);

/// "must be …" for a value of another type.
std::string expectation(const Shape& shape);

/// `integer` within the shape's range.
std::optional<std::string> read_integer(const Shape& shape, std::int64_t integer, void* value);

/// Whether the shape is read from one piece of text.
bool is_scalar(const Shape& shape);

/// Looks through optional and Default at what they hold.
const Shape& without_absence(const Shape& shape);

/// One reference token of an RFC 6901 pointer, with its leading slash.
std::string pointer_token(std::string_view name);

}  // namespace fairlead::http
