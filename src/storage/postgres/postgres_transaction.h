// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/postgres_connection.h"

#include <chrono>

namespace fairlead::storage {

/// A transaction as its body sees it, READ COMMITTED. BEGIN travels with the first statement; one
/// that runs none never reaches the server.
class PostgresTx final : public Tx {
public:
    using Instant = std::chrono::steady_clock::time_point;

    /// `opening` follows BEGIN. No statement begins after `deadline`.
    PostgresTx(PostgresConnection& connection, PostgresGroup opening, Instant deadline)
        : connection_(connection), opening_(std::move(opening)), deadline_(deadline) {}

    Task<Result<Rows>> run(Sql sql, Params params) override;

    /// `commit_in_doubt` when the connection went before the server answered.
    Task<Result<void>> commit();
    Task<Result<void>> roll_back();

    /// The first failure of a statement: with it the server gave up the transaction.
    const std::optional<Error>& failure() const { return failure_; }

private:
    PostgresConnection& connection_;
    PostgresGroup opening_;
    Instant deadline_;
    bool begun_ = false;
    std::optional<Error> failure_;
};

}  // namespace fairlead::storage
