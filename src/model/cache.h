// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "base/time.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace fairlead {

/// Short-lived state shared by the nodes: pending flows, counters, news. Never the only holder of
/// anything that matters. Thread-safe; answers on the caller's loop. `unavailable` when the
/// backend is away or full, soon: nobody waits for one that is known to be away. A key is a value's
/// or a counter's, never both.
class Cache {
public:
    virtual ~Cache() = default;

    virtual Task<Result<std::optional<std::string>>> get(std::string key) = 0;
    /// Replaces; gone after `ttl`.
    virtual Task<Result<void>> put(std::string key, std::string value, Milliseconds ttl) = 0;
    /// Reads and removes in one step: of many takers one gets the value.
    virtual Task<Result<std::optional<std::string>>> take(std::string key) = 0;
    virtual Task<Result<void>> erase(std::string key) = 0;
    /// Adds one to a counter that dies `ttl` after its first increment; answers the new count and
    /// the time left. While a shared backend is away this node counts alone.
    struct Count {
        std::int64_t value;
        Milliseconds left;
    };
    virtual Task<Result<Count>> increment(std::string key, Milliseconds ttl) = 0;

    /// Tells who listens to `channel`, on every node, this one too. Neither waits nor fails: while
    /// the backend is away nobody is told, and listeners learn later that they missed something.
    virtual void publish(std::string channel, std::string message) = 0;

    /// Called on any thread. Must neither block, throw, publish nor subscribe.
    struct Listener {
        std::function<void(const std::string& message)> heard;
        /// Messages may have been lost: look, or forget, as if one of each had come.
        std::function<void()> missed;
    };
    /// Its listener is not called any more once this is gone.
    class Subscription {
    public:
        virtual ~Subscription() = default;
    };
    [[nodiscard]] virtual std::unique_ptr<Subscription> subscribe(std::string channel,
                                                                  Listener listener) = 0;
};

}  // namespace fairlead
