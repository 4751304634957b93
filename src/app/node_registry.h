// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "storage/node_store.h"

#include <atomic>
#include <functional>
#include <map>

namespace fairlead::app {

/// Keeps this process on the roll of those that serve from a shared database, and off it where it
/// could not serve rightly: what nodes share for a short time must not be split among them. A dead
/// node is told from a living one by its heartbeat, in the database's time. Thread-safe.
/// Nodes wrap by a master key that all of them have: `fairlead keys rotate` on one must not leave the
/// others with data keys that they cannot open.
class NodeRegistry {
public:
    /// This process's master keys. Called on its loops.
    struct MasterKeys {
        /// Reads them again and fills in `keys` and `active_key`.
        std::function<void(storage::NodeRow&)> look;
        /// Makes the one named `to` active, unless another than `from` became so in the meantime:
        /// what an operator rotates to during a heartbeat stays.
        std::function<void(const std::string& from, const std::string& to)> lead;
    };

    struct Options {
        Milliseconds beat{3'000};
        /// So long without a heartbeat is dead.
        Milliseconds silence{12'000};
        Milliseconds look{250};
    };

    /// `self` without its instants.
    NodeRegistry(storage::Database& database, storage::NodeRow self, MasterKeys keys, Log& log,
                 Options options);

    /// Before this node serves. `conflict`, with what to do, where an older one lives and one of
    /// the two keeps its cache to itself, and where another node has none of its keys. Waits for the
    /// next heartbeat of a rival, or for its end.
    Task<Result<void>> enter();
    /// The heartbeat, until cancelled.
    Task<Result<void>> run();
    Task<Result<void>> leave();

    /// `conflict` unless every other node that lives has the key of this name.
    Task<Result<void>> check_all_have(std::string key);

    /// Empty: fine. Otherwise why this node should get no requests, for the operator.
    std::string complaint() const;

private:
    using Seen = std::map<Uuid, Time>;
    /// Whether a rival lived on since it was first seen: its row, or none; `waiting` while unknown.
    Task<Result<std::optional<storage::NodeRow>>> find_rival(Seen& seen, bool& waiting);
    bool is_rival(const storage::NodeRow& other) const;
    Task<Result<void>> wait_for_rivals();
    Task<Result<void>> agree_on_key();
    Task<Result<void>> beat();

    storage::NodeStore nodes_;
    storage::NodeRow self_;  ///< enter()'s and then run()'s own
    MasterKeys keys_;
    Log& log_;
    const Options options_;
    std::atomic<bool> displaced_{false};
};

}  // namespace fairlead::app
