// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace fairlead::storage {

/// Since when this process has had its server without a break, as all its pools together know it.
/// A connection that was lost while nothing was under way on it is no break: servers and what
/// stands before them close idle ones as they like. Thread-safe.
class PostgresContact {
public:
    /// A connect failed, or a connection went with an answer outstanding.
    void broke() {
        is_broken_ = true;
        unbroken_since_ = now();
    }
    /// A connection was made.
    void was_made() {
        if (is_broken_.exchange(false)) unbroken_since_ = now();
    }
    Milliseconds unbroken_for() const {
        return std::chrono::floor<Milliseconds>(std::chrono::nanoseconds{now() - unbroken_since_});
    }

private:
    static std::int64_t now() {
        return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}
            .count();
    }

    std::atomic<bool> is_broken_{false};
    std::atomic<std::int64_t> unbroken_since_{now()};
};

}  // namespace fairlead::storage
