// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/time.h"

namespace fairlead {

/// How long to wait before trying again: anything from 0 to base * 2^attempt, at most `cap`, each
/// equally likely (full jitter), so that many who failed together do not come back together.
/// `attempt` counts from 0, the wait before the first retry.
Milliseconds backoff_delay(int attempt, Milliseconds base, Milliseconds cap, Random& random);

}  // namespace fairlead
