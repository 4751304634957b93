// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "catalog/provider_spec.h"
#include "model/connection.h"
#include "oauth/sealed_tokens.h"
#include "storage/database.h"

#include <optional>
#include <string>

namespace fairlead::oauth {

/// What becomes of what was synced from an account that is let go (`keepData` of SPEC A7).
enum class SyncedData : std::uint8_t {
    kept,    ///< records and cursors stay, for when the account is connected again
    erased,  ///< they go as well
};

/// A disconnect as it is asked for.
struct Disconnect {
    WorkspaceId workspace;
    ConnectionId connection;
    std::string actor;                           ///< as the audit log names it
    std::optional<catalog::RevokeRules> revoke;  ///< none: the platform has no revocation
    Milliseconds revoke_within{24 * 3600 * 1000};
    /// Nothing is synced yet. The wish goes into the audit row and the event, which is what will
    /// tell a sync to erase; the connection's own row and its metadata stay either way.
    SyncedData data = SyncedData::kept;
};

/// What becomes of the grant at the platform.
enum class GrantFate : std::uint8_t {
    none,         ///< there was nothing to revoke, or it was disconnected already
    revoking,     ///< a revocation is queued
    unsupported,  ///< the platform cannot be told: the user may remove the app there
    shared,       ///< revoking would end other live connections to that account too
};
const char* to_text(GrantFate fate);

struct Disconnected {
    GrantFate grant = GrantFate::none;
    std::optional<RevocationId> revocation;  ///< with revoking
    Connection connection;                   ///< as it was
};

/// The body of the transaction that lets an account go: new numbers, no tokens, no attempts, no
/// journal key, so that a call in flight finds no ticket and a slot on any node cannot be read.
/// What must be revoked moves, sealed, to the revocations. `not_found`: there is no such
/// connection. Safe to repeat; of one that is let go already, the wish to erase is written down
/// again.
Task<Result<Disconnected>> disconnect(storage::Tx& tx, const Disconnect& ask,
                                      const vault::Sealer& sealer, Random& random);

}  // namespace fairlead::oauth
