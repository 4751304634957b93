// SPDX-License-Identifier: Apache-2.0
#include "vault/key_cache.h"

#include "base/assert.h"

#include <algorithm>

namespace fairlead::vault {

namespace {

constexpr std::size_t most_shards = 16;

}  // namespace

std::size_t KeyCache::OwnerHash::operator()(const Owner& owner) const noexcept {
    const std::size_t id = std::hash<Uuid>{}(owner.id);
    return id ^ (static_cast<std::size_t>(owner.kind) * 0x9e3779b97f4a7c15ULL);
}

KeyCache::Shard::Shard(std::size_t capacity) : keys(capacity) {
    for (std::size_t slot = capacity; slot-- > 0;) free_slots.push_back(slot);
}

KeyCache::KeyCache(std::size_t capacity) {
    FAIRLEAD_ASSERT(capacity > 0);
    const std::size_t count = std::min(most_shards, capacity);
    for (std::size_t i = 0; i < count; ++i) {
        shards_.push_back(std::make_unique<Mutex<Shard>>(capacity / count));
    }
}

KeyCache::~KeyCache() = default;

Mutex<KeyCache::Shard>& KeyCache::shard_of(const Owner& owner) {
    // Other bits than those the shard's own table uses.
    const std::size_t hash = OwnerHash{}(owner) * 0xff51afd7ed558ccdULL;
    return *shards_[(hash >> 48) % shards_.size()];
}

std::optional<KeyCache::Found> KeyCache::find(const Owner& owner) {
    const auto shard = shard_of(owner).lock();
    const auto place = shard->places.find(owner);
    if (place == shard->places.end()) return std::nullopt;
    shard->order.splice(shard->order.begin(), shard->order, place->second);
    const Entry& entry = *place->second;
    return Found{entry.id, crypto::BriefKey{shard->keys.at(entry.slot)}};
}

std::uint64_t KeyCache::ticket(const Owner& owner) { return shard_of(owner).lock()->erasures; }

void KeyCache::drop(Shard& shard, Order::iterator entry) {
    shard.keys.wipe(entry->slot);
    shard.free_slots.push_back(entry->slot);
    shard.places.erase(entry->owner);
    shard.order.erase(entry);
}

std::size_t KeyCache::take_slot(Shard& shard) {
    if (shard.free_slots.empty()) drop(shard, std::prev(shard.order.end()));
    const std::size_t slot = shard.free_slots.back();
    shard.free_slots.pop_back();
    return slot;
}

void KeyCache::put(const Owner& owner, DataKeyId id, crypto::KeyView key, std::uint64_t ticket) {
    const auto shard = shard_of(owner).lock();
    if (shard->erasures != ticket) return;
    if (const auto place = shard->places.find(owner); place != shard->places.end()) {
        drop(*shard, place->second);
    }
    const std::size_t slot = take_slot(*shard);
    shard->keys.put(slot, key);
    shard->order.push_front(Entry{owner, id, slot});
    shard->places.emplace(owner, shard->order.begin());
}

void KeyCache::erase(const Owner& owner) {
    const auto shard = shard_of(owner).lock();
    ++shard->erasures;
    const auto place = shard->places.find(owner);
    if (place != shard->places.end()) drop(*shard, place->second);
}

std::size_t KeyCache::size() {
    std::size_t total = 0;
    for (const auto& shard : shards_) total += shard->lock()->order.size();
    return total;
}

}  // namespace fairlead::vault
