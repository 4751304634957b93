// SPDX-License-Identifier: Apache-2.0
#include "http/json_text.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::http {

namespace {

constexpr std::array<bool, 256> escaped = [] {
    std::array<bool, 256> all{};
    std::fill_n(all.begin(), 0x20, true);
    all['"'] = all['\\'] = true;
    return all;
}();

bool needs_escape(char c) { return escaped[static_cast<unsigned char>(c)]; }

void append_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    const auto code = static_cast<unsigned char>(c);
    out += "\\u00";
    out += digits[code >> 4U];
    out += digits[code & 0xFU];
}

/// Length of the valid UTF-8 sequence that `text` begins with; 0 for none.
std::size_t sequence(std::string_view text) {
    for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
        if (is_valid_utf8(text.substr(0, length))) return length;
    }
    return 0;
}

std::string repaired(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = sequence(text);
        out += length == 0 ? std::string_view{"\xEF\xBF\xBD"} : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(1, length));
    }
    return out;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    if (!is_valid_utf8(text)) return append_json_string(out, repaired(text));
    out += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needs_escape(text[i])) continue;
        out.append(text, from, i - from);
        append_escaped(out, text[i]);
        from = i + 1;
    }
    out.append(text, from);
    out += '"';
}

}  // namespace fairlead::http
