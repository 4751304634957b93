// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/postgres_session.h"

namespace fairlead::storage {

/// Tells whether servers work on a PostgreSQL database now, on a connection of its own: a copy's
/// stands in a snapshot, which shows only what was.
class PostgresUse {
public:
    static Result<PostgresUse> open(const Secret& address);

    /// `conflict` when a server does. One that has just been stopped gets a moment to let go; one
    /// that was killed is waited for until its heartbeat is missed, thirteen seconds at most.
    Result<void> refuse_if_used();

private:
    explicit PostgresUse(PostgresSession session) : session_(std::move(session)) {}

    PostgresSession session_;
};

}  // namespace fairlead::storage
