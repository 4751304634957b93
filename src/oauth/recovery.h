// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/refresh_engine.h"

namespace fairlead::oauth {

/// What a starting node found of its last run.
struct Recovered {
    int stored = 0;     ///< answers of the journal that became tokens, or spares
    int settled = 0;    ///< other outcomes written down, or found written already
    int discarded = 0;  ///< of a consent that is over, or never durable
    int kept = 0;       ///< cannot be read now (a key or an integration is missing): left there
    std::int64_t unknown = 0;  ///< attempts of earlier runs that have no answer
};

/// `refresh.md` section 6, in its order: replay every full slot until its outcome is known; then
/// say of what the last run left open that no answer exists; then give back the leases under which
/// a repeated call harms nobody. The node serves after this, never before. Waits while the
/// database is away; an error only when the engine dies or drains.
Task<Result<Recovered>> recover(RefreshEngine& engine);

/// `journal adopt`: replays the journal of a node that does not come back, under its id, and says
/// of its attempts that they have no answer. `dead` is open here and nowhere else.
Task<Result<Recovered>> adopt(RefreshEngine& engine, storage::Journal& dead);

}  // namespace fairlead::oauth
