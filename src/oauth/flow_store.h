// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "base/random.h"
#include "model/cache.h"
#include "oauth/flow.h"
#include "oauth/flow_cookie.h"
#include "vault/vault.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>

namespace fairlead::oauth {

struct FlowLimits {
    Milliseconds life{10 * 60 * 1000};
    int per_user = 20;
    std::size_t per_node = 200'000;
};

/// Pending flows (SPEC A2): state of 256 random bits, stored under its hash, taken once, dead
/// after ten minutes. What lies in the cache is sealed with the workspace's key to its state: who
/// reads a shared cache learns no verifier, and who writes there makes up no flow. Thread-safe.
class FlowStore {
public:
    FlowStore(Cache& cache, vault::Vault& vault, const Clock& clock, Random& random,
              FlowLimits limits)
        : cache_(cache), vault_(vault), clock_(clock), random_(random), limits_(limits) {}

    struct Begun {
        std::string state;
        FlowCookie cookie;
    };
    /// Sets the flow's cookie hash, slot and creation. `rate_limited` when the user has as many
    /// as they may, with the time until one dies; `unavailable` when this node has.
    Task<Result<Begun>> begin(FlowState flow);

    /// What a flow still needs of its platform once its state is known: completes `flow`. An error
    /// is the begin's, and frees the place.
    using Complete = std::function<Task<Result<void>>(std::string state, FlowState& flow)>;
    /// The same with that in between: after the user has a place, so that nobody makes us ask a
    /// platform without end, and before the flow can be taken. `complete` must outlive the call.
    Task<Result<Begun>> begin(FlowState flow, const Complete& complete);

    /// Of many takers of one state, one gets the flow. None: unknown, used or dead.
    Task<Result<std::optional<FlowState>>> take(std::string state);

    /// Begun on this node, not taken here, not dead.
    std::size_t pending();

private:
    struct Pending {
        std::deque<std::pair<std::chrono::nanoseconds, std::string>> deaths;
        std::unordered_map<std::string, std::chrono::nanoseconds> live;

        void purge(std::chrono::nanoseconds now);
    };
    Task<Result<std::string>> take_slot(UserId user);
    Result<void> count(const std::string& key);
    Task<Result<void>> keep(std::string key, FlowState flow);
    Task<Result<std::string>> seal(std::string key, FlowState flow);
    Task<Result<FlowState>> open(std::string key, std::string sealed);

    Cache& cache_;
    vault::Vault& vault_;
    const Clock& clock_;
    Random& random_;
    const FlowLimits limits_;
    Mutex<Pending> pending_;
};

}  // namespace fairlead::oauth
