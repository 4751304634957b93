// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/events.h"
#include "storage/database.h"

namespace fairlead::storage {

/// The outbox. Thread-safe. Sequence numbers rise; on PostgreSQL a lower one may become visible
/// after a higher one, so readers there look back over transactions in flight.
class EventStore {
public:
    struct Stored {
        std::int64_t sequence = 0;
        Event event;
    };

    explicit EventStore(Database& database) : database_(database) {}

    static Task<Result<void>> insert(Tx& tx, Event event);

    /// A workspace's after `sequence`, in order.
    Task<Result<std::vector<Stored>>> list_since(WorkspaceId workspace, std::int64_t sequence,
                                                 int limit);
    /// The same of one user's.
    Task<Result<std::vector<Stored>>> list_of_user(WorkspaceId workspace, UserId user,
                                                   std::int64_t sequence, int limit);
    /// Whose are those after `sequence`, of every workspace, in order.
    struct Owner {
        std::int64_t sequence = 0;
        std::optional<UserId> user;
    };
    Task<Result<std::vector<Owner>>> users_since(std::int64_t sequence, int limit);
    /// The newest sequence number of all workspaces, 0 when there is none.
    Task<Result<std::int64_t>> last_sequence();
    /// At most `limit` old ones; answers how many went.
    Task<Result<std::int64_t>> erase_before(Time before, int limit);

private:
    Database& database_;
};

}  // namespace fairlead::storage
