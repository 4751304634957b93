// SPDX-License-Identifier: Apache-2.0
#include "cache/memory_cache.h"

#include "base/secret.h"

#include <algorithm>
#include <functional>

namespace fairlead::cache {

MemoryCache::Entry::~Entry() { wipe_string(value); }

MemoryCache::Entry* MemoryCache::Shard::find_live(const std::string& key, Instant now) {
    const auto found = entries.find(key);
    if (found == entries.end() || found->second.dies <= now) return nullptr;
    return &found->second;
}

void MemoryCache::Shard::purge(Instant now) {
    while (!deaths.empty() && deaths.begin()->first <= now) {
        const auto found = entries.find(deaths.begin()->second);
        if (found != entries.end() && found->second.dies <= now) entries.erase(found);
        deaths.erase(deaths.begin());
    }
}

void MemoryCache::Shard::set_death(const std::string& key, Entry& entry, Instant dies) {
    entry.dies = dies;
    deaths.emplace_hint(deaths.end(), dies, key);  // mostly the last: most live equally long
}

MemoryCache::MemoryCache(const Clock& clock, std::size_t max_entries)
    : clock_(clock), max_per_shard_(std::max<std::size_t>(1, max_entries / shard_count)) {}

Mutex<MemoryCache::Shard>& MemoryCache::shard_of(const std::string& key) {
    return shards_[std::hash<std::string>{}(key) % shard_count];
}

Result<void> MemoryCache::make_room(Shard& shard, Instant now) const {
    shard.purge(now);
    if (shard.entries.size() < max_per_shard_) return ok();
    return Error{.code = Errc::unavailable,
                 .message = "Too much is under way. Try again in a moment.",
                 .detail = "the in-process cache is full",
                 .retry_after = Seconds{5}};
}

Task<Result<std::optional<std::string>>> MemoryCache::get(std::string key) {
    const auto shard = shard_of(key).lock();
    const Entry* entry = shard->find_live(key, clock_.boottime());
    if (entry == nullptr) co_return std::optional<std::string>{};
    co_return std::optional<std::string>{entry->value};
}

Task<Result<void>> MemoryCache::put(std::string key, std::string value, Milliseconds ttl) {
    const Instant now = clock_.boottime();
    const auto shard = shard_of(key).lock();
    if (!shard->entries.contains(key)) CO_CHECK(make_room(*shard, now));
    Entry& entry = shard->entries[key];
    wipe_string(entry.value);
    entry.value = std::move(value);
    entry.count = 0;
    shard->set_death(key, entry, now + ttl);
    co_return ok();
}

Task<Result<std::optional<std::string>>> MemoryCache::take(std::string key) {
    const auto shard = shard_of(key).lock();
    Entry* entry = shard->find_live(key, clock_.boottime());
    if (entry == nullptr) co_return std::optional<std::string>{};
    std::optional<std::string> value{std::move(entry->value)};
    shard->entries.erase(key);
    co_return value;
}

Task<Result<void>> MemoryCache::erase(std::string key) {
    shard_of(key).lock()->entries.erase(key);
    co_return ok();
}

Task<Result<Cache::Count>> MemoryCache::increment(std::string key, Milliseconds ttl) {
    const Instant now = clock_.boottime();
    const auto shard = shard_of(key).lock();
    Entry* entry = shard->find_live(key, now);
    if (entry == nullptr) {
        CO_CHECK(make_room(*shard, now));
        entry = &shard->entries[key];
        entry->count = 0;
        shard->set_death(key, *entry, now + ttl);
    }
    ++entry->count;
    const Count count{entry->count, std::chrono::ceil<Milliseconds>(entry->dies - now)};
    co_return count;
}

std::size_t MemoryCache::size() {
    std::size_t total = 0;
    for (auto& shard : shards_) total += shard.lock()->entries.size();
    return total;
}

}  // namespace fairlead::cache
