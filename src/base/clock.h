// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <atomic>

namespace fairlead {

/// Time as the process sees it. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;

    /// Wall clock, UTC. May jump.
    virtual Time now() const = 0;

    /// Never goes back and counts suspend (CLOCK_BOOTTIME): for deadlines and leases.
    virtual std::chrono::nanoseconds boottime() const = 0;
};

/// The machine's clock. The only place that reads it.
class SystemClock final : public Clock {
public:
    Time now() const override;
    std::chrono::nanoseconds boottime() const override;
};

/// A clock that moves when told to: for tests.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Time start) : wall_(to_unix_ms(start)) {}

    Time now() const override { return from_unix_ms(wall_.load()); }
    std::chrono::nanoseconds boottime() const override {
        return std::chrono::nanoseconds{boot_.load()};
    }

    /// Both clocks move on.
    void advance(Milliseconds by) {
        wall_ += by.count();
        boot_ += std::chrono::nanoseconds{by}.count();
    }
    /// The wall clock jumps, as an operator or NTP makes it; deadlines do not notice.
    void step_wall(Milliseconds by) { wall_ += by.count(); }

private:
    std::atomic<std::int64_t> wall_;
    std::atomic<std::int64_t> boot_{0};
};

}  // namespace fairlead
