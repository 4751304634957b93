// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/task.h"
#include "crypto/aead.h"
#include "model/data_key.h"
#include "vault/keyring.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::vault {

class KeyCache;

/// Where a sealed value lives. It opens there and nowhere else, and only with the generation it
/// was sealed for.
struct Place {
    const char* table;   ///< a literal
    const char* column;  ///< a literal
    Uuid row;
    std::int64_t generation = 0;
    /// What else it is bound to, in order, e.g. the consent's number, the attempt's id.
    std::vector<std::string> extra = {};
};

/// The AAD of DESIGN K6: format=1 ‖ workspace ‖ owner ‖ table ‖ column ‖ row ‖ generation ‖ extra…
crypto::Aad aad_of(const Owner& owner, const Place& place);

/// Seals and opens values of one owner without waiting: for code that may not await anything but
/// its transaction, and for several values at once. Holds the owner's data key: keep it for one
/// operation, then let it die. Not thread-safe.
class Sealer {
public:
    Sealer(Owner owner, DataKeyId id, crypto::BriefKey key, Random& random);

    /// version ‖ data key id ‖ nonce ‖ ciphertext ‖ tag (docs/formats/sealed-value.md).
    std::string seal(const Place& place, const Secret& value) const;
    /// A vault error when the value was changed, belongs elsewhere, or was sealed with another data
    /// key than the owner's present one.
    Result<Secret> open(const Place& place, std::string_view sealed) const;

    const Owner& owner() const { return owner_; }

private:
    Owner owner_;
    DataKeyId id_;
    crypto::BriefKey key_;
    Random* random_;
};

struct VaultLimits {
    std::size_t cached_keys = 4096;  ///< unwrapped data keys in locked memory; 32 bytes each
};

/// Seals secrets for the database and opens them. Each owner has a data key, made when first
/// needed and kept in DataKeys, wrapped by a master key. Thread-safe. `keys` and `random` outlive
/// it.
///
/// What cannot be opened is a vault error (`is_vault_error`): `internal` with the reason
/// "vault_error", and a detail that says which of these it is — the master key is missing, it is
/// the wrong one, the data key is gone, or the value was changed or moved. DataKeys' own errors
/// pass through.
class Vault {
public:
    Vault(DataKeys& keys, Keyring keyring, const Clock& clock, Random& random,
          VaultLimits limits = {});
    ~Vault();
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    /// Makes the owner's data key if there is none: not inside a database transaction.
    Task<Result<std::string>> seal(Owner owner, Place place, Secret value);
    Task<Result<Secret>> open(Owner owner, Place place, std::string sealed);

    /// The owner's key for several values, or for use inside a transaction. Makes the key if there
    /// is none.
    Task<Result<Sealer>> sealer(Owner owner);

    /// Opens with a wrapped key the caller read along with the value, past the cache and DataKeys.
    Result<Secret> open_using(const WrappedKey& key, const Place& place,
                              std::string_view sealed) const;

    /// Drops the owner's key from memory, once DataKeys::erase has removed it. Other nodes keep
    /// theirs until it falls out of their cache or they restart.
    void forget(const Owner& owner);

    Keyring keyring() const;
    /// From now on keys are wrapped by the new active key. Values stay readable throughout.
    void replace_keyring(Keyring keyring);
    /// The same, but only while the key of this id is the active one; false: it no longer is.
    bool succeed_keyring(std::string_view active, Keyring keyring);

    /// At start: every master key in use must be here and be the right one. The error says which is
    /// not, and what to do.
    Task<Result<void>> check_keyring();

    /// Opens a wrapped data key with the keyring, or wraps one anew: for KeyRotation.
    Result<crypto::BriefKey> unwrap(const WrappedKey& key) const;
    Result<WrappedKey> rewrap(const WrappedKey& key) const;

private:
    std::shared_ptr<const Keyring> present_keyring() const;
    Task<Result<WrappedKey>> make_key(Owner owner);
    Task<Result<Sealer>> sealer_for(Owner owner, DataKeyId id);

    DataKeys& keys_;
    const Clock& clock_;
    Random& random_;
    mutable std::mutex keyring_mutex_;
    std::shared_ptr<const Keyring> keyring_;  // shared with operations under way
    std::unique_ptr<KeyCache> cache_;
};

/// Whether an error says that a stored value does not open, so that a connection must show it.
bool is_vault_error(const Error& error);

}  // namespace fairlead::vault
