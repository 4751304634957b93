// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/random.h"
#include "crypto/key.h"
#include "model/data_key.h"
#include "vault/keyring.h"

#include <array>
#include <string>

namespace fairlead::vault {

/// What stands for an owner in every AAD: the kind, then the id.
using OwnerBytes = std::array<std::byte, 17>;
OwnerBytes owner_bytes(const Owner& owner);

/// A data key sealed under the keyring's active master key: version ‖ nonce ‖ ciphertext ‖ tag,
/// bound to the data key's id, its owner and the master key's id.
WrappedKey wrap_key(const Keyring& keyring, DataKeyId id, const Owner& owner, crypto::KeyView key,
                    Random& random);

/// A vault error when the master key is missing, the wrong one, or the wrapping was changed.
Result<crypto::BriefKey> unwrap_key(const Keyring& keyring, const WrappedKey& wrapped);

}  // namespace fairlead::vault
