// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/events.h"
#include "storage/database.h"
#include "storage/outbox_place.h"

namespace fairlead::storage {

/// The outbox. Thread-safe. Sequence numbers rise; on PostgreSQL a lower one may become visible
/// after a higher one: OutboxPlace keeps such a reader's place.
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
    /// Whose are those after `sequence` and those of `missing`, of every workspace, in order.
    struct Owner {
        std::int64_t sequence = 0;
        std::optional<UserId> user;
    };
    Task<Result<std::vector<Owner>>> users_since(std::int64_t sequence,
                                                 std::vector<std::int64_t> missing, int limit);
    /// The place of a reader who has read what is visible now, judged at `now`.
    Task<Result<OutboxPlace>> place(Time now);
    /// At most `limit` old ones; answers how many went.
    Task<Result<std::int64_t>> erase_before(Time before, int limit);

private:
    Database& database_;
};

}  // namespace fairlead::storage
