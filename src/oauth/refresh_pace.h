// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>

namespace fairlead::oauth {

/// How many refreshes a sweep may be busy with. A crash costs the tokens that were received and
/// are not durable yet, and that window is what this node itself makes longer with every refresh
/// that it begins beside the others: so it begins few, and more for as long as answers are durable
/// in good time: good is what this disk has shown it can do, three times over. Also what has just
/// started does not greet a platform with all it has. Thread-safe.
class RefreshPace {
public:
    static constexpr int least = 64;
    static constexpr int most = 1024;
    static constexpr std::chrono::nanoseconds always_good{std::chrono::microseconds{2500}};

    int room() const { return room_.load(std::memory_order_relaxed); }

    /// An answer was durable so long after its last byte had come.
    void answered(std::chrono::nanoseconds window);

private:
    using Nanoseconds = std::chrono::nanoseconds::rep;
    bool is_good(Nanoseconds window);

    std::atomic<int> room_{least};
    std::atomic<Nanoseconds> best_{always_good.count()};  ///< of late
};

}  // namespace fairlead::oauth
