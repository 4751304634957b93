// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/random.h"
#include "base/secret.h"
#include "crypto/hash.h"
#include "model/cache.h"
#include "storage/api_key_store.h"
#include "storage/user_store.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fairlead::auth {

class ApiKeyCache;

/// What every key begins with, for secret scanners: `flk_<8 characters>_<43 characters>`. The
/// first part is shown to tell keys apart, the second holds 256 random bits.
constexpr std::string_view api_key_prefix = "flk_";

/// SHA-256 of a text that has a key's form; nullopt for any other text.
std::optional<crypto::Digest> api_key_hash(std::string_view text);

/// What a new key is to be. Scopes must be named, and `user` belongs to ActAs::one.
struct NewApiKey {
    WorkspaceId workspace = default_workspace;
    std::string name;
    Scope scopes = Scope::none;
    ActAs act_as = ActAs::none;
    std::optional<UserId> user = {};
    std::optional<Time> expires_at = {};
};

/// The API keys of workspaces (SPEC H2). Thread-safe.
class ApiKeys {
public:
    struct Services {
        storage::ApiKeyStore& store;
        storage::UserStore& users;
        Cache& cache;
        const Clock& clock;
        Random& random;
        Log& log;
    };
    explicit ApiKeys(Services services);
    ~ApiKeys();
    ApiKeys(const ApiKeys&) = delete;
    ApiKeys& operator=(const ApiKeys&) = delete;

    struct Created {
        storage::ApiKey key;
        Secret text;  ///< shown once: it is stored nowhere
    };
    /// `invalid` with a fault for each member that is wrong.
    Task<Result<Created>> create(NewApiKey wanted);

    /// The key with that hash, if it may be used now; null otherwise. Served from memory for two
    /// seconds, so that is how long a key lives on at most that another node revoked, while the
    /// nodes cannot tell each other.
    using Key = std::shared_ptr<const storage::ApiKey>;  // shared with the requests that use it
    Task<Result<Key>> find_usable(crypto::Digest hash);
    /// The same where memory knows it; null where find_usable() must be asked.
    Key find_remembered(const crypto::Digest& hash);

    /// Newest first, with the dead.
    Task<Result<std::vector<storage::ApiKey>>> list(WorkspaceId workspace);
    /// At once on this node, and on others as soon as they are told. False: there is no such key,
    /// or it is revoked already.
    Task<Result<bool>> revoke(WorkspaceId workspace, ApiKeyId id);

    /// Writes when keys were last used, once a minute, until cancelled; then once more.
    Task<Result<void>> run();
    /// Writes what was gathered since. What cannot be written is kept for the next time.
    Task<Result<void>> write_uses();

private:
    Task<Result<void>> check(NewApiKey wanted);
    bool is_usable(const storage::ApiKey& key) const;
    void note_use(const storage::ApiKey& key);

    using Uses = std::unordered_map<ApiKeyId, storage::ApiKeyStore::Use>;
    Services services_;
    std::unique_ptr<ApiKeyCache> cache_;
    std::unique_ptr<Cache::Subscription> revocations_;
    Mutex<Uses> uses_;
};

}  // namespace fairlead::auth
