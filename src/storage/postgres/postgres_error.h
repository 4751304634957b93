// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

/// libpq's PGresult.
struct pg_result;

namespace fairlead::storage {

/// What a failed statement means to its caller (SQLSTATE, PostgreSQL's appendix A). The server's
/// own words are the detail: they may quote a key's value, never a parameter of ours that is not
/// one.
Error postgres_error(const pg_result& result);

/// The connection was lost; what was asked on it may or may not have been done.
Error connection_lost(std::string detail);

/// Another group of the same transaction failed before this one's turn.
Error spoilt_by_another();

/// Why no connection came about, from what libpq says. The message names what to change.
Error cannot_connect(std::string_view where, std::string_view why);

/// Running the whole transaction again may succeed: serialization failure, deadlock, one that the
/// server ended for its idleness, or that was spoilt_by_another().
bool is_worth_repeating(const Error& error);

/// The server does not know a prepared statement that this connection has made: something between
/// us and it hands out server connections by transaction.
bool is_statement_unknown(const Error& error);

/// The connection went while waiting for this answer.
bool is_connection_lost(const Error& error);

}  // namespace fairlead::storage
