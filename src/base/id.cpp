// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace fairlead {

namespace {

constexpr std::size_t text_size = 36;

bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

Error no_id() {
    return Error{Errc::invalid, "Expected an id such as 0190b6a0-0000-7000-8000-000000000000."};
}

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
    if (text.size() != text_size) return no_id();
    Uuid id;
    std::size_t at = 0;
    for (std::uint8_t& byte : id.bytes) {
        if (is_dash_position(at)) {
            if (text[at] != '-') return no_id();
            ++at;
        }
        const char* const end = text.data() + at + 2;
        if (std::from_chars(text.data() + at, end, byte, 16).ptr != end) return no_id();
        at += 2;
    }
    return id;
}

Result<Uuid> Uuid::from_bytes(std::span<const std::byte> raw) {
    Uuid id;
    if (raw.size() != id.bytes.size()) return Error{Errc::invalid, "An id has 16 bytes."};
    std::memcpy(id.bytes.data(), raw.data(), raw.size());
    return id;
}

std::string Uuid::text() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out(text_size, '-');
    std::size_t at = 0;
    for (const std::uint8_t byte : bytes) {
        if (is_dash_position(at)) ++at;
        out[at++] = digits[byte >> 4];
        out[at++] = digits[byte & 0x0f];
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
