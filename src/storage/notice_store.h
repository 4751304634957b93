// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/events.h"
#include "storage/database.h"

namespace fairlead::storage {

/// Notices to users: one per connection and cause. Thread-safe.
class NoticeStore {
public:
    explicit NoticeStore(Database& database) : database_(database) {}

    /// False: the connection has one for this cause already, and keeps it.
    static Task<Result<bool>> raise(Tx& tx, Notice notice);
    /// All of a connection; answers how many there were.
    static Task<Result<std::int64_t>> clear(Tx& tx, WorkspaceId workspace, ConnectionId connection);

    /// A user's, newest first.
    Task<Result<std::vector<Notice>>> list(WorkspaceId workspace, UserId user);

private:
    Database& database_;
};

}  // namespace fairlead::storage
