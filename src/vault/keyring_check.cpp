// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"
#include "vault/vault_error.h"
#include "vault/wrapping.h"

#include <map>

namespace fairlead::vault {

namespace {

constexpr int sample_size = 32;

/// Whether any of the sampled data keys of a master key opens: one alone may be a damaged row.
using Verdicts = std::map<std::string, bool>;

void judge(const Keyring& keyring, const std::vector<WrappedKey>& sample, Verdicts& verdicts) {
    for (const WrappedKey& one : sample) {
        bool& opens = verdicts[one.master_key_id];
        opens = opens || unwrap_key(keyring, one).has_value();
    }
}

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
    CO_TRY(const auto uses, co_await keys_.use());
    for (const DataKeys::Use& use : uses) {
        if (use.keys > 0 && !present.find(use.master_key_id)) co_return missing_key(present, use);
    }
    // Without one master key the sample is of the others; with several, each gets its turn.
    std::vector<std::string> excluded{std::string{}};
    for (const DataKeys::Use& use : uses) excluded.push_back(use.master_key_id);
    Verdicts verdicts;
    const DataKeyId from_the_first{};
    for (const std::string& other : excluded) {
        CO_TRY(const auto sample,
               co_await keys_.wrapped_by_others(other, from_the_first, sample_size));
        judge(present, sample, verdicts);
    }
    for (const auto& [id, opens] : verdicts) {
        if (!opens) co_return wrong_key(present, id);
    }
    co_return ok();
}

}  // namespace fairlead::vault
