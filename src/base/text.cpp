// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace fairlead {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

struct Character {
    char32_t code;
    std::size_t size;  // 0: not UTF-8
};

/// The first character of a text that is not empty (RFC 3629: no surrogates, shortest form).
Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {0, 0};
    char32_t code = lead & (0xffu >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {0, 0};
        code = (code << 6) | (byte(i) & 0x3fu);
    }
    const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return {0, 0};
    return {code, size};
}

/// How many bytes at the start are certainly ASCII: looked at eight at a time.
std::size_t plain_size(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::size_t size = 0;
    for (std::uint64_t eight = 0; size + sizeof eight <= text.size(); size += sizeof eight) {
        std::memcpy(&eight, text.data() + size, sizeof eight);
        if ((eight & high_bits) != 0) return size;
    }
    std::uint64_t rest = 0;
    if (size < text.size()) std::memcpy(&rest, text.data() + size, text.size() - size);
    return (rest & high_bits) == 0 ? text.size() : size;
}

/// Would it move a terminal's cursor, end a line, or reorder what is shown?
bool is_control(char32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text.data(), text.size()});
}

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

std::string to_upper(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), upper);
    return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> split_words(std::string_view text) {
    constexpr std::string_view separators = " \t,";
    std::vector<std::string> words;
    for (;;) {
        const auto begin = text.find_first_not_of(separators);
        if (begin == std::string_view::npos) return words;
        text.remove_prefix(begin);
        const auto end = std::min(text.find_first_of(separators), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += separator;
        out += parts[i];
    }
    return out;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    if (from.empty()) return std::string{text};
    std::string out;
    for (;;) {
        const auto found = text.find(from);
        out += text.substr(0, found);
        if (found == std::string_view::npos) return out;
        out += to;
        text.remove_prefix(found + from.size());
    }
}

Result<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    if (problem == std::errc::result_out_of_range) {
        return Error{Errc::invalid, "The number is too large."};
    }
    if (problem != std::errc{} || stop != end) {
        return Error{Errc::invalid, "Expected a whole number."};
    }
    return value;
}

std::string html_escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

bool is_valid_utf8(std::string_view text) {
    while (true) {
        text.remove_prefix(plain_size(text));
        if (text.empty()) return true;
        const auto size = first_character(text).size;
        if (size == 0) return false;
        text.remove_prefix(size);
    }
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string out;
    while (!text.empty()) {
        const auto [code, size] = first_character(text);
        const bool shown = size > 0 && !is_control(code);
        const auto piece = shown ? text.substr(0, size) : std::string_view{"?"};
        if (out.size() + piece.size() > limit) break;
        out += piece;
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return out;
}

}  // namespace fairlead
