// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

namespace fairlead::cache::redis {

constexpr Milliseconds soonest_retry{50};
constexpr Milliseconds latest_retry{2000};
/// A connection that lasted so long was a good one: the next loss begins with the soonest retry.
constexpr Seconds lasting{5};

}  // namespace fairlead::cache::redis
