// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <ctime>

namespace fairlead {

Time SystemClock::now() const {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::boottime() const {
    timespec ts{};
    ::clock_gettime(CLOCK_BOOTTIME, &ts);
    return std::chrono::seconds{ts.tv_sec} + std::chrono::nanoseconds{ts.tv_nsec};
}

}  // namespace fairlead
