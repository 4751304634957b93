// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "base/time.h"
#include "model/cache.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead::http {

enum class LimitBy : std::uint8_t { address, user };

/// At most `count` in `window` (SPEC H4). Routes name it in RouteOptions::limit.
struct RateRule {
    std::string name;
    LimitBy by = LimitBy::address;
    std::int64_t count = 30;
    Milliseconds window{5 * 60 * 1000};
};

/// Counts in fixed windows over the cache, so for all nodes that share one. Thread-safe.
class RateLimiter {
public:
    RateLimiter(Cache& cache, std::vector<RateRule> rules);

    /// Counts one for `key` and answers `rate_limited`, naming the real wait, once the rule's
    /// count is passed. A cache that fails lets the request through: losing it is never an outage.
    /// A name that has no rule is not limited.
    Task<Result<void>> check(std::string name, std::string key) const;

    const RateRule* find(std::string_view name) const;

private:
    Cache& cache_;
    std::vector<RateRule> rules_;
};

/// "in 40 seconds", "in 5 minutes": a wait rounded up, as people say it.
std::string wait_text(Milliseconds wait);

}  // namespace fairlead::http
