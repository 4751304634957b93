// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_pace.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::int64_t times_the_best = 3;
constexpr std::int64_t best_forgotten_after = 4096;  // answers

}  // namespace

bool RefreshPace::is_good(Nanoseconds window) {
    // Of two threads' answers one may not count: it is a measure, not a sum.
    const auto best = best_.load(std::memory_order_relaxed);
    const auto drift = (window - best) / best_forgotten_after;
    best_.store(std::min(window, best + drift), std::memory_order_relaxed);
    return window <= std::max(always_good.count(), times_the_best * best);
}

void RefreshPace::answered(std::chrono::nanoseconds window) {
    const bool good = is_good(window.count());
    int room = room_.load(std::memory_order_relaxed);
    int next = room;
    do {
        // Of twenty answers one may be late before it becomes fewer.
        const int change = good ? 1 : -std::max(16, room / 8);
        next = std::clamp(room + change, least, most);
    } while (!room_.compare_exchange_weak(room, next, std::memory_order_relaxed));
}

}  // namespace fairlead::oauth
