// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/task_scope.h"
#include "cache/memory_cache.h"
#include "cache/redis/news.h"
#include "net/loops.h"

#include <memory>
#include <string>
#include <vector>

namespace fairlead::cache {

struct RedisOptions {
    redis::ConnectorOptions connection;
    /// What keys and channels begin with, so that several may share one Redis.
    std::string prefix = "fairlead:";
    Milliseconds answer_within{1000};
};

struct RedisServices {
    net::Loops& loops;
    TaskScope& scope;
    const Clock& clock;
    Random& random;
    Log& log;
    Metrics& metrics;
};

/// The cache that nodes share, on Redis 6.2 or newer: a pipelined connection for each loop, and one
/// for news. While Redis is away everything is `unavailable` at once, but counting, which goes on
/// in this process.
class RedisCache final : public Cache {
public:
    /// `invalid`, with a line that says what to do, for what does not mend itself: a wrong
    /// password, database or certificate. A Redis that is merely away is waited for. Not on a
    /// loop's thread; the loops run. The services outlive it, and its coroutines are the scope's:
    /// cancel and join that first.
    static Result<std::unique_ptr<RedisCache>> create(RedisOptions options, RedisServices services);
    ~RedisCache() override;

    Task<Result<std::optional<std::string>>> get(std::string key) override;
    Task<Result<void>> put(std::string key, std::string value, Milliseconds ttl) override;
    Task<Result<std::optional<std::string>>> take(std::string key) override;
    Task<Result<void>> erase(std::string key) override;
    Task<Result<Count>> increment(std::string key, Milliseconds ttl) override;
    void publish(std::string channel, std::string message) override;
    std::unique_ptr<Subscription> subscribe(std::string channel, Listener listener) override;

    /// Whether Redis may be used so, for `fairlead doctor`: connects, and does what Fairlead does.
    /// The error's message is a line that says what to do; what is answered is a warning, or empty.
    static Task<Result<std::string>> examine(RedisOptions options);

private:
    RedisCache(RedisOptions options, std::unique_ptr<redis::Connector> connector,
               RedisServices services);
    Result<void> open();
    void start();
    redis::Lane& lane_of(const Executor& executor);
    Task<Result<redis::Reply>> ask(std::string command);
    Task<Result<std::optional<std::string>>> ask_value(std::string command);
    std::string full(const std::string& key) const { return options_.prefix + key; }

    const RedisOptions options_;
    const RedisServices services_;
    const std::unique_ptr<redis::Connector> connector_;
    redis::Health health_;
    MemoryCache own_counts_;  ///< while Redis is away
    Listeners listeners_;
    std::vector<std::unique_ptr<redis::Lane>> lanes_;
    std::unique_ptr<redis::News> news_;
};

}  // namespace fairlead::cache
