// SPDX-License-Identifier: Apache-2.0
#include "base/backoff.h"

#include <algorithm>

namespace fairlead {

Milliseconds backoff_delay(int attempt, Milliseconds base, Milliseconds cap, Random& random) {
    Milliseconds longest = std::min(std::max(base, 0ms), cap);
    for (int i = 0; i < attempt && longest < cap; ++i) {
        longest = longest > cap / 2 ? cap : std::min(longest * 2, cap);
        if (longest == 0ms) break;
    }
    const auto choices = static_cast<std::uint64_t>(std::max(longest, 0ms).count()) + 1;
    return Milliseconds{static_cast<std::int64_t>(random.below(choices))};
}

}  // namespace fairlead
