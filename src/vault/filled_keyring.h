// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vault/keyring.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace fairlead::vault {

/// For tests: a keyring of one key, whose bytes are all `value`.
inline Keyring filled_keyring(const std::string& id, std::uint8_t value) {
    std::array<std::byte, crypto::key_size> key{};
    key.fill(std::byte{value});
    return Keyring::of(id, key).value();
}

}  // namespace fairlead::vault
