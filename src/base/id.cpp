// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

#include "base/text.h"

#include <algorithm>
#include <cstring>

namespace fairlead {

namespace {

constexpr std::size_t text_size = 36;

bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Uuid Uuid::v7(Time now, Random& random) {
    Uuid id;
    random.fill(std::as_writable_bytes(std::span{id.bytes}));
    const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, to_unix_ms(now)));
    for (std::size_t i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
    }
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0f));  // version
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));  // variant
    return id;
}

Result<Uuid> Uuid::parse(std::string_view text) {
    const Error bad{Errc::invalid, "Expected an id such as 0190b6a0-0000-7000-8000-000000000000."};
    if (text.size() != text_size) return bad;
    std::string digits;
    digits.reserve(32);
    for (std::size_t i = 0; i < text_size; ++i) {
        if (is_dash_position(i) != (text[i] == '-')) return bad;
        if (text[i] != '-') digits += text[i];
    }
    const auto raw = hex_decode(digits);
    if (!raw) return bad;
    return from_bytes(bytes_of(*raw));
}

Result<Uuid> Uuid::from_bytes(std::span<const std::byte> raw) {
    Uuid id;
    if (raw.size() != id.bytes.size()) return Error{Errc::invalid, "An id has 16 bytes."};
    std::memcpy(id.bytes.data(), raw.data(), raw.size());
    return id;
}

std::string Uuid::text() const {
    const std::string digits = hex_encode(std::as_bytes(std::span{bytes}));
    std::string out;
    out.reserve(text_size);
    for (const char digit : digits) {
        if (is_dash_position(out.size())) out += '-';
        out += digit;
    }
    return out;
}

}  // namespace fairlead

std::size_t std::hash<fairlead::Uuid>::operator()(const fairlead::Uuid& id) const noexcept {
    // The second half of a version 7 is random; the first half tells apart what was made by hand.
    std::uint64_t half[2];
    std::memcpy(half, id.bytes.data(), sizeof half);
    return static_cast<std::size_t>(half[1] ^ (half[0] * 0x9e3779b97f4a7c15ULL));
}
