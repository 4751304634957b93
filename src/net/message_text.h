// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <cstddef>
#include <string_view>

namespace fairlead::net {

/// Of a chunked body, the least that can still come: `0`, its line's end, and the empty line
/// (RFC 9112, section 7.1).
constexpr std::size_t shortest_last_chunk = 5;

inline std::string_view std_view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

/// A Content-Length that is digits alone and fits 64 bits (RFC 9110, section 8.6); Beast also takes
/// lists of equal ones.
inline bool only_digits(std::string_view text) {
    return !text.empty() && text.size() <= 18 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace fairlead::net
