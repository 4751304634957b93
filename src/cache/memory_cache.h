// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "cache/listeners.h"

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <unordered_map>

namespace fairlead::cache {

/// The cache of a single node: in process, gone with it. Thread-safe. Time is the clock's boot
/// time, so a wall clock that jumps expires nothing. Values are wiped when they go.
class MemoryCache final : public Cache {
public:
    /// At most `max_entries` live entries; beyond that a put or increment is `unavailable`.
    explicit MemoryCache(const Clock& clock, std::size_t max_entries = 1'000'000);

    Task<Result<std::optional<std::string>>> get(std::string key) override;
    Task<Result<void>> put(std::string key, std::string value, Milliseconds ttl) override;
    Task<Result<std::optional<std::string>>> take(std::string key) override;
    Task<Result<void>> erase(std::string key) override;
    Task<Result<Count>> increment(std::string key, Milliseconds ttl) override;
    /// Listeners are called before it returns.
    void publish(std::string channel, std::string message) override {
        listeners_.tell(channel, message);
    }
    std::unique_ptr<Subscription> subscribe(std::string channel, Listener listener) override {
        return listeners_.add(std::move(channel), std::move(listener));
    }

    /// Live and not yet purged entries.
    std::size_t size();

private:
    using Instant = std::chrono::nanoseconds;
    struct Entry {
        std::string value;
        std::int64_t count = 0;
        Instant dies{};
        ~Entry();
    };
    struct Shard {
        std::unordered_map<std::string, Entry> entries;
        std::multimap<Instant, std::string> deaths;  ///< may name entries that were replaced

        Entry* find_live(const std::string& key, Instant now);
        void purge(Instant now);
        void set_death(const std::string& key, Entry& entry, Instant dies);
    };

    Mutex<Shard>& shard_of(const std::string& key);
    Result<void> make_room(Shard& shard, Instant now) const;

    static constexpr std::size_t shard_count = 16;
    const Clock& clock_;
    std::size_t max_per_shard_;
    std::array<Mutex<Shard>, shard_count> shards_;
    Listeners listeners_;
};

}  // namespace fairlead::cache
