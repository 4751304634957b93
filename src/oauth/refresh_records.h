// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "model/connection.h"
#include "oauth/disconnect.h"
#include "storage/database.h"

#include <string>

/// What others are told of a connection's life — audit rows, events of the outbox, notices —
/// written in the transaction that makes it true. `connection` is the row as it was read in that
/// transaction; `at` is database time.
namespace fairlead::oauth::records {

Task<Result<void>> refreshed(storage::Tx& tx, const Connection& connection, Time at,
                             Random& random);

/// `kind`: of the outcome, e.g. "unknown".
Task<Result<void>> refresh_failed(storage::Tx& tx, const Connection& connection, std::string kind,
                                  Time at, Random& random);

/// The connection needs the user: event and notice, one per cause.
Task<Result<void>> expired(storage::Tx& tx, const Connection& connection, ConnectionReason reason,
                           Time at, Random& random);

/// Something may be wrong soon: a notice alone.
Task<Result<void>> warned(storage::Tx& tx, const Connection& connection, ConnectionReason reason,
                          Time at, Random& random);

/// The connection is well again: its notices go.
Task<Result<void>> cleared(storage::Tx& tx, const Connection& connection, Time at, Random& random);

/// Audit row and event say `keepData`: what reads the event erases what was synced, or keeps it.
Task<Result<void>> disconnected(storage::Tx& tx, const Connection& connection, std::string actor,
                                SyncedData data, Time at, Random& random);

/// `type`: connection.created or connection.reconnected. One whose account is not known yet is told
/// with the result `identity_failed`.
Task<Result<void>> connected(storage::Tx& tx, const Connection& connection, const char* type,
                             std::string actor, Time at, Random& random);

/// What a person is told of a reason.
std::string message_for(ConnectionReason reason);

}  // namespace fairlead::oauth::records
