// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"

#include "vault/key_cache.h"
#include "vault/sealed_value.h"
#include "vault/vault_error.h"
#include "vault/wrapping.h"

namespace fairlead::vault {

Vault::Vault(DataKeys& keys, Keyring keyring, const Clock& clock, Random& random,
             VaultLimits limits)
    : keys_(keys),
      clock_(clock),
      random_(random),
      keyring_(std::make_shared<const Keyring>(std::move(keyring))),
      cache_(std::make_unique<KeyCache>(limits.cached_keys)) {}

Vault::~Vault() = default;

std::shared_ptr<const Keyring> Vault::present_keyring() const {
    const std::lock_guard lock{keyring_mutex_};
    return keyring_;
}

Keyring Vault::keyring() const { return *present_keyring(); }

void Vault::replace_keyring(Keyring keyring) {
    auto replacement = std::make_shared<const Keyring>(std::move(keyring));
    const std::lock_guard lock{keyring_mutex_};
    keyring_.swap(replacement);
}

bool Vault::succeed_keyring(std::string_view active, Keyring keyring) {
    auto replacement = std::make_shared<const Keyring>(std::move(keyring));
    const std::lock_guard lock{keyring_mutex_};
    if (keyring_->active_id() != active) return false;
    keyring_.swap(replacement);
    return true;
}

Result<crypto::BriefKey> Vault::unwrap(const WrappedKey& key) const {
    return unwrap_key(*present_keyring(), key);
}

Result<WrappedKey> Vault::rewrap(const WrappedKey& key) const {
    const auto present = present_keyring();
    TRY(const auto opened, unwrap_key(*present, key));
    return wrap_key(*present, key.id, key.owner, opened.view(), random_);
}

void Vault::forget(const Owner& owner) { cache_->erase(owner); }

Task<Result<std::string>> Vault::seal(Owner owner, Place place, Secret value) {
    CO_TRY(const Sealer with, co_await sealer(owner));
    co_return with.seal(place, value);
}

Task<Result<Secret>> Vault::open(Owner owner, Place place, std::string sealed) {
    CO_TRY(const DataKeyId id, data_key_of(place, sealed));
    CO_TRY(const Sealer with, co_await sealer_for(owner, id));
    co_return with.open(place, sealed);
}

Result<Secret> Vault::open_using(const WrappedKey& key, const Place& place,
                                 std::string_view sealed) const {
    TRY(auto opened, unwrap(key));
    const Sealer with{key.owner, key.id, std::move(opened), random_};
    return with.open(place, sealed);
}

Task<Result<Sealer>> Vault::sealer(Owner owner) {
    if (auto cached = cache_->find(owner)) {
        co_return Sealer{owner, cached->id, std::move(cached->key), random_};
    }
    const std::uint64_t ticket = cache_->ticket(owner);
    CO_TRY(auto stored, co_await keys_.find(owner));
    if (!stored) {
        CO_TRY(stored, co_await make_key(owner));
    }
    CO_TRY(auto key, unwrap(*stored));
    cache_->put(owner, stored->id, key.view(), ticket);
    co_return Sealer{owner, stored->id, std::move(key), random_};
}

Task<Result<WrappedKey>> Vault::make_key(Owner owner) {
    crypto::BriefKey key;
    random_.fill(key.writable());
    const DataKeyId id = DataKeyId::create(clock_.now(), random_);
    WrappedKey wrapped = wrap_key(*present_keyring(), id, owner, key.view(), random_);
    // Of several who make one at once, one is stored, and all go on with that.
    co_return co_await keys_.insert_if_absent(std::move(wrapped));
}

Task<Result<Sealer>> Vault::sealer_for(Owner owner, DataKeyId id) {
    if (auto cached = cache_->find(owner); cached && cached->id == id) {
        co_return Sealer{owner, id, std::move(cached->key), random_};
    }
    const std::uint64_t ticket = cache_->ticket(owner);
    CO_TRY(auto stored, co_await keys_.find(owner));
    const bool is_active = stored && stored->id == id;
    if (!is_active) {
        CO_TRY(stored, co_await keys_.find_by_id(id));
    }
    if (!stored) {
        co_return vault_error("The data key " + id.text() +
                              " is gone: its owner was erased, or the database is older than the "
                              "value.");
    }
    if (stored->owner != owner) {
        co_return vault_error("The data key " + id.text() +
                              " belongs to another owner: the value was moved.");
    }
    CO_TRY(auto key, unwrap(*stored));
    // Only the active key is remembered: what is cached is what seals.
    if (is_active) cache_->put(owner, id, key.view(), ticket);
    co_return Sealer{owner, id, std::move(key), random_};
}

}  // namespace fairlead::vault
