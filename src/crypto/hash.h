// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace fairlead::crypto {

/// 32 bytes of SHA-256 or HMAC-SHA-256.
using Digest = std::array<std::byte, 32>;

/// FIPS 180-4.
Digest sha256(std::string_view text);
/// The same in lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view text);

/// RFC 2104 with SHA-256. Any length of key.
Digest hmac_sha256(std::string_view key, std::string_view text);

/// Whether two texts are the same, in a time that tells only whether their lengths are.
bool equal(std::string_view a, std::string_view b);

}  // namespace fairlead::crypto
