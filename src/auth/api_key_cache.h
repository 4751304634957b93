// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "crypto/hash.h"
#include "storage/api_key_store.h"

#include <array>
#include <cstring>
#include <memory>
#include <unordered_map>

namespace fairlead::auth {

/// Keys read a moment ago, by the hash of their text, so that a busy key costs no read. What
/// another node revoked goes on working here for `ttl` at most. Thread-safe.
class ApiKeyCache {
public:
    using Key = std::shared_ptr<const storage::ApiKey>;  // shared with the requests that use it

    explicit ApiKeyCache(const Clock& clock, Milliseconds ttl = Seconds{2},
                         std::size_t capacity = 16'384)
        : clock_(clock), ttl_(ttl), shard_capacity_(capacity / shard_count) {}

    /// Null when it is not here.
    Key find(const crypto::Digest& hash);

    /// Taken before the key is read from the store, and given back with it: a key that was erased
    /// in between is not remembered.
    std::uint64_t ticket(const crypto::Digest& hash);
    void put(const crypto::Digest& hash, Key key, std::uint64_t ticket);
    void erase(const crypto::Digest& hash);
    void clear();

private:
    struct HashOfHash {
        std::size_t operator()(const crypto::Digest& hash) const noexcept {
            std::size_t part = 0;
            std::memcpy(&part, hash.data(), sizeof part);
            return part;
        }
    };
    struct Entry {
        Key key;
        std::chrono::nanoseconds dies;
    };
    struct Shard {
        std::unordered_map<crypto::Digest, Entry, HashOfHash> entries;
        std::uint64_t erasures = 0;
    };
    static constexpr std::size_t shard_count = 16;

    Mutex<Shard>& shard_of(const crypto::Digest& hash) {
        return shards_[static_cast<std::size_t>(hash.back()) % shard_count];
    }
    void make_room(Shard& shard) const;

    const Clock& clock_;
    Milliseconds ttl_;
    std::size_t shard_capacity_;
    std::array<Mutex<Shard>, shard_count> shards_;
};

}  // namespace fairlead::auth
