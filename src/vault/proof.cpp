// SPDX-License-Identifier: Apache-2.0
#include "vault/proof.h"

#include "crypto/random.h"
#include "vault/wrapping.h"

namespace fairlead::vault {

Result<void> prove_key(const Keyring& keyring, const WrappedKey& key) {
    CHECK_OK(unwrap_key(keyring, key));
    return ok();
}

Result<void> prove_value(const Keyring& keyring, const WrappedKey& key, const Place& place,
                         std::string_view sealed) {
    TRY(auto opened, unwrap_key(keyring, key));
    crypto::SystemRandom unused;  // only sealing needs any
    const Sealer with{key.owner, key.id, std::move(opened), unused};
    CHECK_OK(with.open(place, sealed));
    return ok();
}

}  // namespace fairlead::vault
