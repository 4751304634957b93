// SPDX-License-Identifier: Apache-2.0
#include "vault/wrapping.h"

#include "base/assert.h"
#include "base/text.h"
#include "crypto/aead.h"
#include "vault/vault_error.h"

#include <algorithm>

namespace fairlead::vault {

namespace {

constexpr char wrapping_version = 1;

std::span<const std::byte> bytes_in(const Uuid& id) { return std::as_bytes(std::span{id.bytes}); }

crypto::Aad wrapping_aad(std::string_view master_key_id, DataKeyId id, const Owner& owner) {
    crypto::Aad aad;
    aad.add("data key").add(master_key_id).add(bytes_in(id.value));
    aad.add(bytes_in(owner.workspace.value)).add(std::span<const std::byte>{owner_bytes(owner)});
    return aad;
}

}  // namespace

OwnerBytes owner_bytes(const Owner& owner) {
    OwnerBytes bytes{static_cast<std::byte>(owner.kind)};
    std::ranges::copy(bytes_in(owner.id), bytes.begin() + 1);
    return bytes;
}

WrappedKey wrap_key(const Keyring& keyring, DataKeyId id, const Owner& owner, crypto::KeyView key,
                    Random& random) {
    const std::string& master_id = keyring.active_id();
    const auto master = keyring.find(master_id);
    FAIRLEAD_ASSERT(master.has_value());
    std::string wrapped(1, wrapping_version);
    wrapped += crypto::seal(*master, wrapping_aad(master_id, id, owner), text_of(key), random);
    return WrappedKey{id, owner, master_id, std::move(wrapped)};
}

Result<crypto::BriefKey> unwrap_key(const Keyring& keyring, const WrappedKey& wrapped) {
    const auto master = keyring.find(wrapped.master_key_id);
    if (!master) {
        return vault_error("The master key \"" + wrapped.master_key_id +
                           "\" is not in the keyring. Put its line back into the key file.");
    }
    if (wrapped.wrapped.empty() || wrapped.wrapped.front() != wrapping_version) {
        return vault_error("The data key " + wrapped.id.text() +
                           " is stored in a form this version does not know.");
    }
    const auto aad = wrapping_aad(wrapped.master_key_id, wrapped.id, wrapped.owner);
    const std::string_view sealed = std::string_view{wrapped.wrapped}.substr(1);
    crypto::BriefKey key;
    if (crypto::open_into(*master, aad, sealed, key.writable())) return key;
    return vault_error("The data key " + wrapped.id.text() +
                       " does not open under the master key \"" + wrapped.master_key_id +
                       "\": that is not the key it was wrapped with, or its row was changed.");
}

}  // namespace fairlead::vault
