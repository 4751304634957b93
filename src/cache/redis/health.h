// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.h"
#include "base/metrics.h"
#include "base/mutex.h"
#include "cache/redis/greeting.h"

#include <atomic>
#include <string>

namespace fairlead::cache::redis {

/// Tells the operator, once each, that Redis is lost, back, full, and no longer full; and the same
/// as metrics. Thread-safe.
class Health {
public:
    /// `connections` is how many there should be.
    Health(Log& log, Metrics& metrics, std::size_t connections);

    void joined();
    void left();
    /// A connection could not be had.
    void failed(const Verdict& verdict);

    /// Redis answered a command with an error, or took a write.
    void refused(const Reply& error);
    void took_write() {
        if (refuses_writes_.load(std::memory_order_relaxed)) took_write_again();
    }
    /// A command was answered without Redis.
    void unanswered() { unanswered_.add(); }

private:
    struct State {
        std::size_t connected = 0;
        bool is_away = false;
    };
    void took_write_again();

    Log& log_;
    const std::size_t connections_;
    Mutex<State> state_;
    std::atomic<bool> refuses_writes_{false};
    Gauge& up_;
    Counter& lost_;
    Counter& unanswered_;
};

}  // namespace fairlead::cache::redis
