// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "oauth/recapture.h"
#include "oauth/refresh_ticket.h"
#include "oauth/sealed_tokens.h"

#include <optional>
#include <string>
#include <vector>

/// T3, T4, T5 and SWEEP of `refresh.md` section 4: what becomes of a call's outcome. Each function
/// is the body of one transaction, safe to run again and safe when a copy of it runs late: the
/// ticket is gone then.
namespace fairlead::oauth {

/// A success, ready to be stored: from the wire, or replayed out of the journal.
struct Answer {
    Ticket ticket;
    LiveTokens tokens;  ///< `access` empty: the old one stays; `refresh` empty: the old one stays
    std::optional<std::vector<std::string>> scopes;
    Recapture recapture;
    catalog::RefreshRules rules;
    /// What of the credential is to be packed with the access token (carried_token.h); empty: nothing,
    /// or it was.
    std::vector<std::string> beside = {};
    Time received{};  ///< database time from which lifetimes count
};

/// What T3 did with the answer.
enum class Fate : std::uint8_t {
    stored,    ///< it is the stored token now, one generation on
    promoted,  ///< stored in place of a younger one that the platform refused
    spared,    ///< kept beside a younger one
    same,      ///< the stored token already
    obsolete,  ///< its ticket was used: own first commit, or a later consent
    orphaned,  ///< its connection was disconnected: it is to be revoked
};
const char* to_text(Fate fate);

struct StoredAnswer {
    Fate fate = Fate::obsolete;
    std::int64_t generation = 0;  ///< of the stored token, with stored and promoted
    bool lost_commit = false;     ///< the database had forgotten: an alarm
    Connection connection;        ///< as it is now; empty id when it is gone
};

/// T3. `sealer` is of the connection's user.
Task<Result<StoredAnswer>> store_answer(storage::Tx& tx, const Answer& answer,
                                        const vault::Sealer& sealer, Random& random);

/// What T4 found.
enum class Refusal : std::uint8_t {
    ignored,         ///< no ticket, or not this generation any more
    spare_promoted,  ///< a younger token was kept aside: it is the stored one now
    holder_awaited,  ///< another process may still hold a token; the access token serves on
    reconnect,       ///< only the user's consent helps
};
struct Refused {
    Refusal what = Refusal::ignored;
    Connection connection;
};

/// T4: the platform says that the refresh token is dead.
Task<Result<Refused>> refuse_ticket(storage::Tx& tx, Ticket ticket, const vault::Sealer& sealer,
                                    Random& random);

/// T5: no answer, and none will come. Says when something may be sent again.
struct NoAnswer {
    Ticket ticket;
    RotationPolicy policy;
    std::string why;  ///< for the log of the connection; no secret
};
Task<Result<void>> close_without_answer(storage::Tx& tx, NoAnswer closed, Random& random);

/// The platform answered, but neither yes nor no to this token: the ticket is given back and the
/// next try set off.
struct Postponed {
    Ticket ticket;
    ConnectionReason reason = ConnectionReason::provider_unavailable;
    std::string kind;  ///< of the outcome, for audit
    std::optional<Seconds> retry_after;
};
Task<Result<void>> postpone(storage::Tx& tx, Postponed postponed, Random& random);

/// SWEEP: a refused generation whose access token is over, or one that nothing can renew. True when
/// the connection was marked.
Task<Result<bool>> sweep_connection(storage::Tx& tx, WorkspaceId workspace, ConnectionId connection,
                                    catalog::RefreshRules rules, Random& random);

/// A stored credential does not open: the connection shows it.
Task<Result<void>> mark_vault_error(storage::Tx& tx, Ticket ticket, Random& random);

}  // namespace fairlead::oauth
