// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace fairlead::oauth {

/// A body without the mark that some platforms put before their UTF-8 (RFC 8259 section 8.1: who
/// reads may pass over it).
inline std::string_view without_mark(std::string_view body) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (body.starts_with(mark)) body.remove_prefix(mark.size());
    return body;
}

}  // namespace fairlead::oauth
