// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace fairlead::crypto {

/// RFC 2104 with SHA-1. Any length of key. Only for protocols that ask for nothing better (RFC 5849
/// section 3.4.2): what is broken of SHA-1 is that two texts with one digest can be made, and an HMAC
/// does not rest on that.
std::array<std::byte, 20> hmac_sha1(std::string_view key, std::string_view text);

}  // namespace fairlead::crypto
