// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"
#include "storage/refresh_rows.h"

#include <string>
#include <vector>

namespace fairlead::storage {

/// A process that serves from a database which several may share. Instants are the database's.
struct NodeRow {
    NodeBoot self;
    std::string host;
    std::string version;
    /// The master keys it has, in its file's order, and the one that it wraps by. Names that tell
    /// keys apart, without a space.
    std::vector<std::string> keys = {};
    std::string active_key = {};
    bool shares_cache = false;  ///< false: consents under way and the like are its own alone
    Time started{};             ///< when this boot entered
    Time seen{};                ///< its last sign of life

    /// Of two that came at once one is the elder, and both agree which.
    bool is_elder_than(const NodeRow& other) const {
        return std::pair{started, self.node} < std::pair{other.started, other.self.node};
    }
};

/// Who serves from the database. Thread-safe.
class NodeStore {
public:
    explicit NodeStore(Database& database) : database_(database) {}

    /// Answers `row` with its instants. It takes the place of an earlier boot of the same node.
    Task<Result<NodeRow>> enter(NodeRow row);
    /// A sign of life, with the keys it has now. False: another boot has taken this node's place.
    Task<Result<bool>> beat(NodeRow row);
    Task<Result<void>> leave(NodeBoot self);

    struct Roll {
        Time now{};
        std::vector<NodeRow> nodes;
    };
    /// Those seen within `silence`, longest there first.
    Task<Result<Roll>> list(Milliseconds silence);
    /// Forgets whoever was not seen for so long.
    Task<Result<void>> erase_silent(Milliseconds silence);

private:
    Database& database_;
};

}  // namespace fairlead::storage
