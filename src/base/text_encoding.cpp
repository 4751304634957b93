// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <array>

namespace fairlead {

namespace {

constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view plain_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr int not_a_digit = -1;

using Values = std::array<int, 256>;

constexpr Values values_of(std::string_view alphabet) {
    Values values{};
    values.fill(not_a_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
    }
    return values;
}

constexpr Values url_values = values_of(url_alphabet);
constexpr Values plain_values = values_of(plain_alphabet);

std::string encode64(std::span<const std::byte> bytes, std::string_view alphabet) {
    std::string out((bytes.size() * 4 + 2) / 3, '\0');
    std::size_t at = 0;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const std::byte byte : bytes) {
        held = (held << 8) | std::to_integer<std::uint32_t>(byte);
        for (bits += 8; bits >= 6; bits -= 6) out[at++] = alphabet[(held >> (bits - 6)) & 0x3f];
    }
    if (bits > 0) out[at] = alphabet[(held << (6 - bits)) & 0x3f];
    return out;
}

Error no_base64() { return Error{Errc::invalid, "The text is not valid Base64."}; }

Result<std::string> decode64(std::string_view text, const Values& values) {
    std::string out(text.size() * 3 / 4, '\0');
    std::size_t at = 0;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const int value = values[static_cast<unsigned char>(c)];
        if (value == not_a_digit) return no_base64();
        held = (held << 6) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out[at++] = static_cast<char>(static_cast<unsigned char>(held >> bits));
    }
    // One digit alone is no byte, and bits left over would give one value two spellings.
    if (bits == 6 || (held & ((1u << bits) - 1)) != 0) return no_base64();
    return out;
}

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view hex_digits_upper = "0123456789ABCDEF";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return not_a_digit;
}

/// The byte that two hex digits at `i` spell.
int byte_at(std::string_view text, std::size_t i) {
    if (i + 2 > text.size()) return not_a_digit;
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    return high == not_a_digit || low == not_a_digit ? not_a_digit : high * 16 + low;
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string escape_but(std::string_view text, std::string_view kept) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_letter_or_digit(c) || kept.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex_digits_upper[byte >> 4];
        out += hex_digits_upper[byte & 15];
    }
    return out;
}

}  // namespace

std::string hex_encode(std::span<const std::byte> bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::byte byte : bytes) {
        out += hex_digits[std::to_integer<std::size_t>(byte) >> 4];
        out += hex_digits[std::to_integer<std::size_t>(byte) & 15];
    }
    return out;
}

Result<std::string> hex_decode(std::string_view text) {
    const auto bad = [] { return Error{Errc::invalid, "The text is not valid hexadecimal."}; };
    if (text.size() % 2 != 0) return bad();
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int value = byte_at(text, i);
        if (value == not_a_digit) return bad();
        out += static_cast<char>(value);
    }
    return out;
}

std::string base64url_encode(std::span<const std::byte> bytes) {
    return encode64(bytes, url_alphabet);
}

Result<std::string> base64url_decode(std::string_view text) { return decode64(text, url_values); }

std::string base64_encode(std::span<const std::byte> bytes) {
    std::string out = encode64(bytes, plain_alphabet);
    while (out.size() % 4 != 0) out += '=';
    return out;
}

Result<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return Error{Errc::invalid, "The text is not valid Base64."};
    if (text.ends_with('=')) text.remove_suffix(1);
    if (text.ends_with('=')) text.remove_suffix(1);
    return decode64(text, plain_values);
}

std::string percent_encode(std::string_view text) { return escape_but(text, "-._~"); }

Result<std::string> percent_decode(std::string_view text) {
    if (text.find('%') == std::string_view::npos) return std::string{text};
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int value = byte_at(text, i + 1);
        if (value == not_a_digit) return Error{Errc::invalid, "The text has a broken % escape."};
        out += static_cast<char>(value);
        i += 2;
    }
    return out;
}

std::string form_encode(std::string_view text) {
    return replace_all(escape_but(text, "*-._ "), " ", "+");
}

Result<std::string> form_decode(std::string_view text) {
    return percent_decode(replace_all(text, "+", " "));
}

}  // namespace fairlead
