// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"

#include <atomic>
#include <limits>

namespace fairlead::oauth {

/// The database's clock as this process last heard it, moved on by the own monotonic clock: what
/// stored expiries are compared with where no statement is about to run. Thread-safe.
class DatabaseTime {
public:
    explicit DatabaseTime(const Clock& clock) : clock_(clock) {}

    void observe(Time database_now) {
        offset_ms_.store(to_unix_ms(database_now) - boot_ms(), std::memory_order_relaxed);
    }

    /// Before the first observation: the own wall clock.
    Time now() const {
        const auto offset = offset_ms_.load(std::memory_order_relaxed);
        if (offset == unset) return clock_.now();
        return from_unix_ms(offset + boot_ms());
    }

private:
    static constexpr std::int64_t unset = std::numeric_limits<std::int64_t>::min();

    std::int64_t boot_ms() const {
        return std::chrono::floor<Milliseconds>(clock_.boottime()).count();
    }

    const Clock& clock_;
    std::atomic<std::int64_t> offset_ms_{unset};
};

}  // namespace fairlead::oauth
