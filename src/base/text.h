// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

std::span<const std::byte> bytes_of(std::string_view text);
std::string_view text_of(std::span<const std::byte> bytes);

std::string hex_encode(std::span<const std::byte> bytes);  // lower case
Result<std::string> hex_decode(std::string_view text);

/// RFC 4648 section 5, without padding. Decoding refuses padding, white space and stray bits.
std::string base64url_encode(std::span<const std::byte> bytes);
Result<std::string> base64url_decode(std::string_view text);
/// RFC 4648 section 4, with padding.
std::string base64_encode(std::span<const std::byte> bytes);
Result<std::string> base64_decode(std::string_view text);

/// ASCII only, as protocols mean it.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);  // space and tab

std::vector<std::string> split(std::string_view text, char separator);  // keeps empty parts
/// Splits at any of space, tab, comma; drops empty parts: scope lists as platforms send them.
std::vector<std::string> split_words(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// Base 10, the whole text, no sign but '-', no leading '+', no overflow.
Result<std::int64_t> parse_integer(std::string_view text);

/// RFC 3986 percent-encoding: unreserved characters stay.
std::string percent_encode(std::string_view text);
/// Refuses a bad escape. '+' stays '+'.
Result<std::string> percent_decode(std::string_view text);
/// application/x-www-form-urlencoded (WHATWG URL 5): space is '+'.
std::string form_encode(std::string_view text);
Result<std::string> form_decode(std::string_view text);

/// & < > " ' become entities: safe in HTML text and quoted attributes.
std::string html_escape(std::string_view text);

bool is_valid_utf8(std::string_view text);
/// At most `limit` bytes, cut at a character, control characters replaced by '?': text of others
/// that goes to a log or a person.
std::string printable(std::string_view text, std::size_t limit);

}  // namespace fairlead
