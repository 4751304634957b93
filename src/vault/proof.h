// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vault/vault.h"

namespace fairlead::vault {

// For commands that have master keys but no vault: whether what is stored opens. What was opened is
// wiped at once. A vault error says why not.

Result<void> prove_key(const Keyring& keyring, const WrappedKey& key);
Result<void> prove_value(const Keyring& keyring, const WrappedKey& key, const Place& place,
                         std::string_view sealed);

}  // namespace fairlead::vault
