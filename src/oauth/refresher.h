// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task_scope.h"
#include "oauth/refresh_flight.h"

#include <functional>
#include <memory>

namespace fairlead::oauth {

/// Gets newer tokens: at most one call per connection at a time, over threads by the flights,
/// over nodes by the lease. Thread-safe; callers may be on any loop. Serves only after `recover`
/// (oauth/recovery.h) has answered.
class Refresher {
public:
    /// Where flights run. Answers a loop that outlives the refresher; called from any thread.
    using NextLoop = std::function<Loop&()>;

    Refresher(RefreshServices services, RefreshOptions options, NextLoop next_loop);
    /// stop() first.
    ~Refresher();

    /// A token newer than `ask.seen`, or why there is none. Waits for a call under way, here or on
    /// another node, up to `patience`; the call itself goes on when its caller has gone.
    Task<Result<SharedOutcome>> refresh(RefreshAsk ask, Milliseconds patience);
    Task<Result<SharedOutcome>> refresh(RefreshAsk ask);
    /// For the sweep: waits for nobody else's lease, but for its own flight to its end.
    Task<Result<SharedOutcome>> refresh_due(RefreshAsk ask);

    /// Token answers that are durable nowhere: while there are any, a node must not exit.
    std::size_t unsettled() const;
    std::size_t flying() { return flights_.size(); }

    /// No new flight starts; those that fly land. Blocks the calling thread (not a loop's) until
    /// they have, or for `grace`. False when an answer is durable nowhere still: wait on, or force.
    bool drain(Milliseconds grace);
    /// Cuts what still flies and joins it.
    void stop();

    RefreshEngine& engine() { return engine_; }

private:
    struct Patience {
        Milliseconds for_others;  ///< leases of other nodes
        Milliseconds for_own;     ///< beyond that, a call of this one
    };
    Task<Result<SharedOutcome>> wait_for(RefreshAsk ask, Patience patience);
    Task<Result<void>> fly(RefreshAsk ask);

    RefreshEngine engine_;
    RefreshFlights flights_;
    NextLoop next_loop_;
    TaskScope scope_;
};

}  // namespace fairlead::oauth
