// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"
#include "vault/vault_error.h"
#include "vault/wrapping.h"

#include <map>

namespace fairlead::vault {

namespace {

constexpr int sample_size = 32;

std::string ids_of(const Keyring& keyring) {
    std::string text;
    for (const auto& one : keyring.list()) {
        text += (text.empty() ? "\"" : ", \"") + one.id + "\" (" + one.fingerprint + ")";
    }
    return text;
}

Error missing_key(const Keyring& keyring, const DataKeys::Use& use) {
    return keyring_error(
        "The master key \"" + use.master_key_id + "\" is missing: " + std::to_string(use.keys) +
        " data keys of this database are wrapped by it, and the keys given are " + ids_of(keyring) +
        ". Put its line back into the key file (or set TOKEN_ENCRYPTION_KEY " +
        "again, if its id is \"env\"). Keep it until \"fairlead keys rotate\" is done.");
}

Error wrong_key(const Keyring& keyring, const std::string& id) {
    return keyring_error(
        "The master key \"" + id +
        "\" is not the one this database was sealed with: no data key "
        "opens with it. The keys given are " +
        ids_of(keyring) +
        ". Give the key file or TOKEN_ENCRYPTION_KEY that was used before, from its backup. "
        "Nothing was changed.");
}

}  // namespace

Task<Result<void>> Vault::check_keyring() {
    const Keyring present = keyring();
    CO_TRY(const auto samples, co_await keys_.samples(sample_size));
    // Whether any of a master key's sample opens: one alone may be a damaged row.
    std::map<std::string, bool> opens;
    for (const WrappedKey& one : samples) {
        bool& known_good = opens[one.master_key_id];
        known_good = known_good || unwrap_key(present, one).has_value();
    }
    for (const auto& [id, good] : opens) {
        if (good) continue;
        if (present.find(id)) co_return wrong_key(present, id);
        CO_TRY(const auto uses, co_await keys_.use());
        for (const DataKeys::Use& use : uses) {
            if (use.master_key_id == id) co_return missing_key(present, use);
        }
    }
    co_return ok();
}

}  // namespace fairlead::vault
