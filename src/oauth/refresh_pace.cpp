// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_pace.h"

#include <algorithm>

namespace fairlead::oauth {

void RefreshPace::answered(std::chrono::nanoseconds window) {
    int room = room_.load(std::memory_order_relaxed);
    int next = room;
    do {
        // Of twenty answers one may be late before it becomes fewer.
        const int change = window <= good ? 1 : -std::max(16, room / 8);
        next = std::clamp(room + change, least, most);
    } while (!room_.compare_exchange_weak(room, next, std::memory_order_relaxed));
}

}  // namespace fairlead::oauth
