// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connection.h"
#include "oauth/refresh_policy.h"
#include "storage/database.h"
#include "storage/refresh_rows.h"

#include <optional>
#include <string>
#include <variant>

/// T1, SETTLE and CANCEL of `refresh.md` section 4: how a node gets, keeps and gives back the right
/// to make one call. Each function is the body of one transaction, safe to run again.
namespace fairlead::oauth {

/// The right to act, once, on the answer of one call.
struct Ticket {
    WorkspaceId workspace;
    ConnectionId connection;
    AttemptId attempt;
    std::int64_t consent = 0;
    std::int64_t generation = 0;  ///< of the token that is presented
    std::int64_t epoch = 0;       ///< as read before the lease was taken

    friend bool operator==(const Ticket&, const Ticket&) = default;
};

struct TicketAsk {
    WorkspaceId workspace;
    ConnectionId connection;
    AttemptId attempt;  ///< fresh
    storage::NodeBoot self;
    std::optional<std::int64_t> seen;  ///< generation of the token the caller used
    /// The guard's epoch as read before this transaction: a copy of it that runs later, when the
    /// epoch was spent, does nothing.
    std::int64_t epoch = 0;
    /// The taker saw this epoch for a whole lease on its own clock: the lease is over, whatever
    /// the database's clock says.
    bool outwaited = false;
    bool access_known_dead = false;               ///< the platform answered 401 to it
    Milliseconds unbroken = Milliseconds::max();  ///< as may_send() says
    catalog::RefreshRules rules;
};

/// The ticket, and with it everything the call needs: the token comes from here, never from a job.
struct TicketTaken {
    Ticket ticket;
    Connection connection;
    storage::SealedTokens tokens;
    std::string journal_key;  ///< sealed
    Time now{};               ///< database time
    RotationPolicy policy;
    SendPermit permit;
    std::int64_t failures = 0;
};
/// The stored token is not the one the caller saw.
struct TokenMoved {
    Connection connection;
    storage::SealedTokens tokens;
    Time now{};
};
/// Somebody is at it (or was, and the quiet time runs).
struct LeaseHeld {
    std::int64_t epoch = 0;
    Time until{};
    Time now{};
};
struct NotRefreshable {
    Connection connection;  ///< its status says why; or there is nothing to present
    std::optional<storage::SealedTokens> tokens;
    Time now{};
};
/// Nothing may be sent: this generation was refused, or an earlier outcome is unknown.
struct SendForbidden {
    Connection connection;
    storage::SealedTokens tokens;
    Time now{};
    bool refused = false;
    std::optional<Time> allowed_at;
};
struct EpochMoved {};  ///< between the reading and the transaction; ask again
struct NoConnection {};

using TicketAnswer = std::variant<NoConnection, EpochMoved, TicketTaken, TokenMoved, LeaseHeld,
                                  NotRefreshable, SendForbidden>;

/// T1.
Task<Result<TicketAnswer>> take_ticket(storage::Tx& tx, TicketAsk ask);

/// SETTLE, after a T1 whose commit is in doubt: true when the ticket was taken and nothing moved
/// since, so that the call may go on; otherwise the ticket is gone and its epoch spent.
/// Whether own lease time is left is the caller's to know.
Task<Result<bool>> settle_ticket(storage::Tx& tx, Ticket ticket, bool time_left);

/// CANCEL: certain that no byte left, or that the platform did not take it.
Task<Result<void>> cancel_ticket(storage::Tx& tx, Ticket ticket);

/// Whether the credential that this provider's refresh presents is there.
bool has_credential(const catalog::RefreshRules& rules, const storage::SealedTokens& tokens);

}  // namespace fairlead::oauth
