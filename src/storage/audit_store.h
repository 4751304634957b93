// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/audit.h"
#include "storage/database.h"

namespace fairlead::storage {

/// An audit event that was stored.
struct AuditRow : SealedAuditEvent {
    std::int64_t sequence = 0;  ///< rises; given by the database
};

/// The audit log: rows are added, and the database refuses to change or remove one. Thread-safe.
class AuditStore {
public:
    explicit AuditStore(Database& database) : database_(database) {}

    /// In the transaction of what it tells of.
    static Task<Result<void>> append(Tx& tx, SealedAuditEvent sealed);
    /// All or none, in order.
    Task<Result<void>> append(std::vector<SealedAuditEvent> events);

    struct Filter {
        std::optional<UserId> user;
        std::optional<ConnectionId> connection;
        std::optional<std::string> type;
        std::optional<Time> from;            ///< inclusive
        std::optional<Time> until;           ///< exclusive
        std::optional<std::int64_t> before;  ///< sequence: where the last page ended
    };
    /// A workspace's, newest first.
    Task<Result<std::vector<AuditRow>>> list(WorkspaceId workspace, Filter filter, int limit);

    /// Token reads and proxy calls of one key in one minute.
    struct CountRow {
        WorkspaceId workspace;
        Time minute{};
        ApiKeyId api_key;  ///< nil: not by a key
        std::string what;
        std::vector<ConnectionId> connections;  ///< one for each time
    };
    Task<Result<void>> add_counts(CountRow row);

    /// The same of one connection.
    struct Count {
        Time minute{};
        ApiKeyId api_key;
        std::string what;
        std::int64_t count = 0;
    };
    /// A connection's since `from`, newest minute first. Looks through all counts since then.
    Task<Result<std::vector<Count>>> counts(WorkspaceId workspace, ConnectionId connection,
                                            Time from, int limit);

private:
    Database& database_;
};

}  // namespace fairlead::storage
