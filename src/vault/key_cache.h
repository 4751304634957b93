// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/mutex.h"
#include "crypto/key.h"
#include "model/data_key.h"

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace fairlead::vault {

/// The owners' active data keys, unwrapped, in locked memory: at most `capacity` of them, the ones
/// used last. Thread-safe; owners are spread over several locks.
class KeyCache {
public:
    explicit KeyCache(std::size_t capacity);
    ~KeyCache();
    KeyCache(const KeyCache&) = delete;
    KeyCache& operator=(const KeyCache&) = delete;

    struct Found {
        DataKeyId id;
        crypto::BriefKey key;
    };
    std::optional<Found> find(const Owner& owner);

    /// Taken before a key is read from the store, and given back with it: a key that was erased in
    /// between is not remembered.
    std::uint64_t ticket(const Owner& owner);
    void put(const Owner& owner, DataKeyId id, crypto::KeyView key, std::uint64_t ticket);
    void erase(const Owner& owner);

    std::size_t size();

private:
    struct OwnerHash {
        std::size_t operator()(const Owner& owner) const noexcept;
    };
    struct Entry {
        Owner owner;
        DataKeyId id;
        std::size_t slot;
    };
    using Order = std::list<Entry>;  // the one used last is first
    struct Shard {
        explicit Shard(std::size_t capacity);
        crypto::LockedKeys keys;
        Order order;
        std::unordered_map<Owner, Order::iterator, OwnerHash> places;
        std::vector<std::size_t> free_slots;
        std::uint64_t erasures = 0;
    };
    Mutex<Shard>& shard_of(const Owner& owner);
    /// A free slot, at the cost of the key used longest ago if there is none.
    static std::size_t take_slot(Shard& shard);
    static void drop(Shard& shard, Order::iterator entry);

    std::vector<std::unique_ptr<Mutex<Shard>>> shards_;
};

}  // namespace fairlead::vault
