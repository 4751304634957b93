// SPDX-License-Identifier: Apache-2.0
#include "http/json_text.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace fairlead::http {

namespace {

constexpr std::array<bool, 256> escaped = [] {
    std::array<bool, 256> all{};
    std::fill_n(all.begin(), 0x20, true);
    all['"'] = all['\\'] = true;
    return all;
}();

bool needs_escape(char c) { return escaped[static_cast<unsigned char>(c)]; }

/// Whether eight bytes are ASCII that needs no escape; now and then no for some that are.
bool are_plain(std::uint64_t eight) {
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t high = each * 0x80;
    const auto zero_in = [](std::uint64_t bytes) { return (bytes - each) & ~bytes; };
    const std::uint64_t low = (eight - each * 0x20) & ~eight;
    return ((eight | low | zero_in(eight ^ each * '"') | zero_in(eight ^ each * '\\')) & high) == 0;
}

bool is_plain(std::string_view text) {
    std::uint64_t eight = 0;
    for (; text.size() >= sizeof eight; text.remove_prefix(sizeof eight)) {
        std::memcpy(&eight, text.data(), sizeof eight);
        if (!are_plain(eight)) return false;
    }
    eight = 0x2020202020202020;
    if (!text.empty()) std::memcpy(&eight, text.data(), text.size());
    return are_plain(eight);
}

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
    if (is_plain(text)) {
        out += '"';
        out += text;
        out += '"';
        return;
    }
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
