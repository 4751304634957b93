// SPDX-License-Identifier: Apache-2.0
#include "auth/api_key_cache.h"

namespace fairlead::auth {

ApiKeyCache::Key ApiKeyCache::find(const crypto::Digest& hash) {
    const auto now = clock_.boottime();
    const auto shard = shard_of(hash).lock();
    const auto found = shard->entries.find(hash);
    if (found == shard->entries.end() || found->second.dies <= now) return nullptr;
    return found->second.key;
}

std::uint64_t ApiKeyCache::ticket(const crypto::Digest& hash) {
    return shard_of(hash).lock()->erasures;
}

void ApiKeyCache::put(const crypto::Digest& hash, Key key, std::uint64_t ticket) {
    const auto dies = clock_.boottime() + ttl_;
    const auto shard = shard_of(hash).lock();
    if (shard->erasures != ticket) return;
    if (shard->entries.size() >= shard_capacity_) make_room(*shard);
    shard->entries.insert_or_assign(hash, Entry{std::move(key), dies});
}

void ApiKeyCache::erase(const crypto::Digest& hash) {
    const auto shard = shard_of(hash).lock();
    ++shard->erasures;
    shard->entries.erase(hash);
}

void ApiKeyCache::clear() {
    for (auto& each : shards_) {
        const auto shard = each.lock();
        ++shard->erasures;
        shard->entries.clear();
    }
}

void ApiKeyCache::make_room(Shard& shard) const {
    const auto now = clock_.boottime();
    std::erase_if(shard.entries, [now](const auto& entry) { return entry.second.dies <= now; });
    // All of them live: two seconds' worth of reads is cheaper than an order of use.
    if (shard.entries.size() >= shard_capacity_) shard.entries.clear();
}

}  // namespace fairlead::auth
