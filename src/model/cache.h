// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "base/time.h"

#include <functional>
#include <optional>
#include <string>

namespace fairlead {

/// Short-lived state shared by the nodes: pending flows, counters. Never the only holder of
/// anything that matters. Thread-safe; answers on the caller's loop. `unavailable` when the
/// backend is away or full.
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
    /// the time left.
    struct Count {
        std::int64_t value;
        Milliseconds left;
    };
    virtual Task<Result<Count>> increment(std::string key, Milliseconds ttl) = 0;
};

}  // namespace fairlead
