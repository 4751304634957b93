// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"
#include "storage/refresh_rows.h"

namespace fairlead::storage {

/// The statements of the refresh protocol, one function each and no policy: `oauth` composes them.
/// Each runs in the caller's transaction, whose first statement is lock().
namespace refresh {

// --- the guard ------------------------------------------------------------------------------

/// Makes a connection's guard, in the transaction that inserts the connection.
Task<Result<void>> insert_guard(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                std::int64_t consent, std::int64_t generation,
                                std::string journal_key);
/// LOCK: serialises the transactions of one connection. None: there is no such connection.
Task<Result<std::optional<Guard>>> lock(Tx& tx, WorkspaceId workspace, ConnectionId id);
/// A new consent begins, or ends (no journal key): consent, generation and epoch + 1, no lease, not
/// refused, counters zero. Answers the numbers that hold from now on.
Task<Result<Guard>> begin_consent(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                  std::optional<std::string> journal_key);
/// Takes the lease for `length` from the database's now; epoch + 1. False: the epoch was not
/// `epoch` any more, and nothing was done.
Task<Result<bool>> take_lease(Tx& tx, WorkspaceId workspace, ConnectionId id, std::int64_t epoch,
                              AttemptId attempt, NodeBoot holder, Milliseconds length);
/// Gives the lease back where `attempt` holds it.
Task<Result<void>> clear_lease(Tx& tx, WorkspaceId workspace, ConnectionId id, AttemptId attempt);
/// SETTLE: a delayed copy of a transaction that read `epoch` finds it spent.
Task<Result<void>> spend_epoch(Tx& tx, WorkspaceId workspace, ConnectionId id, std::int64_t epoch);
Task<Result<void>> set_refused(Tx& tx, WorkspaceId workspace, ConnectionId id, bool refused);
/// generation + 1 and not refused, where it is `generation` still. False: it is not.
Task<Result<bool>> advance(Tx& tx, WorkspaceId workspace, ConnectionId id, std::int64_t generation);
/// The counters of the back-off and of the undeclared rotation class.
Task<Result<void>> set_counters(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                std::int64_t failures, std::int64_t unchanged);

// --- attempts -------------------------------------------------------------------------------

/// Inserts it as `open`, begun at the database's now, which is answered.
Task<Result<Time>> insert_attempt(Tx& tx, Attempt attempt);
/// The open and unknown ones of one generation, oldest first.
Task<Result<std::vector<Attempt>>> attempts(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                            std::int64_t consent, std::int64_t generation);
Task<Result<std::optional<Attempt>>> find_attempt(Tx& tx, WorkspaceId workspace, AttemptId id);
/// Takes the ticket: removes the row, answers what it said. None: it was taken, or is a spare.
Task<Result<std::optional<Attempt>>> take_attempt(Tx& tx, WorkspaceId workspace, AttemptId id);
/// T5: no answer exists. Only an open one changes.
Task<Result<void>> mark_unknown(Tx& tx, WorkspaceId workspace, AttemptId id);
/// Puts a taken one back as `spare`, with `attempt.result`.
Task<Result<void>> put_spare(Tx& tx, Attempt attempt);
/// The newest spare of the consent, if any.
Task<Result<std::optional<Attempt>>> newest_spare(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                                  std::int64_t consent);
Task<Result<void>> erase_spare(Tx& tx, WorkspaceId workspace, AttemptId id);
/// All below `generation`: superseded, proven alive.
Task<Result<void>> erase_attempts_below(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                        std::int64_t generation);
Task<Result<void>> erase_attempts(Tx& tx, WorkspaceId workspace, ConnectionId id);

// --- tokens ---------------------------------------------------------------------------------

Task<Result<std::optional<SealedTokens>>> read_tokens(Tx& tx, WorkspaceId workspace,
                                                      ConnectionId id);
/// Inserts or replaces; written_at is the database's now.
Task<Result<void>> write_tokens(Tx& tx, SealedTokens tokens);
Task<Result<void>> erase_tokens(Tx& tx, WorkspaceId workspace, ConnectionId id);

}  // namespace refresh

/// What a starting node and the sweep ask of the refresh tables, over all workspaces. Thread-safe.
class RefreshStore {
public:
    explicit RefreshStore(Database& database) : database_(database) {}

    /// The guard as it stands, without its lock: to look before a transaction. None: there is no
    /// such connection.
    Task<Result<std::optional<Guard>>> find_guard(WorkspaceId workspace, ConnectionId id);

    /// A node starts, after replaying its journal: what an earlier boot of it left open has no
    /// answer. Answers how many.
    Task<Result<std::int64_t>> mark_earlier_boots_unknown(NodeBoot self);

    struct Held {
        WorkspaceId workspace;
        ConnectionId connection;
        IntegrationId integration_id;
        std::string provider;
        AttemptId attempt;
    };
    /// Leases that an earlier boot of this node still holds.
    Task<Result<std::vector<Held>>> leases_of_earlier_boots(NodeBoot self);

    struct Overdue {
        WorkspaceId workspace;
        ConnectionId connection;
    };
    /// SWEEP: connected, refused, and the access token is over (database time).
    Task<Result<std::vector<Overdue>>> refused_and_over(int limit);

    /// How many attempts are in each state: for metrics.
    struct Count {
        AttemptState state;
        std::int64_t attempts;
    };
    Task<Result<std::vector<Count>>> counts();

private:
    Database& database_;
};

}  // namespace fairlead::storage
