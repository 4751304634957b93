// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "model/data_key.h"
#include "vault/vault.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fairlead::vault {

/// A data key that does not open.
struct BrokenKey {
    DataKeyId id;
    Owner owner;
    std::string master_key_id;
    std::string detail;
};

/// How far a walk over all data keys has come.
struct KeyProgress {
    std::int64_t done = 0;
    std::int64_t total = 0;                ///< when it began
    std::int64_t broken = 0;               ///< did not open; left as they are
    std::vector<BrokenKey> examples = {};  ///< the first 100 of them
};

/// Changes the master key under a running server. Several may run at once, here and on other
/// nodes; kill -9 at any moment loses nothing, and the next run goes on. Thread-safe.
class KeyRotation {
public:
    KeyRotation(DataKeys& keys, Vault& vault);

    /// Called after every batch.
    using Progress = std::function<void(const KeyProgress&)>;

    /// Wraps every data key by the active master key. Broken ones are counted, and passed over.
    Task<Result<KeyProgress>> rewrap_all(Progress progress);

    /// Opens every data key.
    Task<Result<KeyProgress>> verify(Progress progress);

    /// Whether no data key is wrapped by it and it is not the active one.
    Task<Result<bool>> removable(std::string master_key_id);

private:
    DataKeys& keys_;
    Vault& vault_;
};

}  // namespace fairlead::vault
