// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "storage/node_store.h"

#include <atomic>
#include <map>

namespace fairlead::app {

/// Keeps this process on the roll of those that serve from a shared database, and off it where it
/// could not serve rightly: what nodes share for a short time must not be split among them. A dead
/// node is told from a living one by its heartbeat, in the database's time. Thread-safe.
class NodeRegistry {
public:
    struct Options {
        Milliseconds beat{3'000};
        /// So long without a heartbeat is dead.
        Milliseconds silence{12'000};
        Milliseconds look{250};
    };

    /// `self` without its instants.
    NodeRegistry(storage::Database& database, storage::NodeRow self, Log& log, Options options);

    /// Before this node serves. `conflict`, with what to do, where an older one lives and one of
    /// the two keeps its cache to itself. Waits for the next heartbeat of a rival, or for its end.
    Task<Result<void>> enter();
    /// The heartbeat, until cancelled.
    Task<Result<void>> run();
    Task<Result<void>> leave();

    /// Empty: fine. Otherwise why this node should get no requests, for the operator.
    std::string complaint() const;

private:
    using Seen = std::map<Uuid, Time>;
    /// Whether a rival lived on since it was first seen: its row, or none; `waiting` while unknown.
    Task<Result<std::optional<storage::NodeRow>>> find_rival(Seen& seen, bool& waiting);
    bool is_rival(const storage::NodeRow& other) const;
    Task<Result<void>> beat();

    storage::NodeStore nodes_;
    storage::NodeRow self_;
    Log& log_;
    const Options options_;
    std::atomic<bool> displaced_{false};
};

}  // namespace fairlead::app
