// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace fairlead::storage {

/// How statements reach the server. `named`: prepared once per connection. `unnamed`: sent whole
/// each time and one at a time, for a pgbouncer that hands out server connections by transaction:
/// 1.18, Debian 12's, knows nothing of prepared statements.
enum class StatementMode : std::uint8_t { named, unnamed };

struct PostgresOptions {
    /// libpq's connection string or URI, hosts and target_session_attrs included. Holds a password.
    Secret address;
    /// The same database as the role that sees every workspace.
    Secret service_address;
    StatementMode statements = StatementMode::named;
    /// Connections of each loop for single reads, in pipeline mode.
    std::size_t reading = 2;
    /// Connections of each loop for writes and transactions, at most.
    std::size_t writing = 6;
    /// A statement that takes longer is stopped by the server (`timeout`).
    Milliseconds statement_limit{5'000};
    /// An answer that is not there by then means the connection is dead.
    Milliseconds answer_limit{20'000};
    /// How long a caller waits for a connection, when none is free or the server is away.
    Milliseconds connect_limit{5'000};

    /// The same with the service role's address.
    PostgresOptions as_service() const;
};

/// Where an address leads, without its password: "host:port/database as user".
std::string place_of(const Secret& address);

/// The address with what ours must have: keep-alives and time limits of the network; TLS with
/// verification for any server that is not on this machine, unless the address says otherwise.
/// `invalid` where libpq cannot read it; the message never quotes it.
Result<Secret> settled_address(const Secret& address);

}  // namespace fairlead::storage
