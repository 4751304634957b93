// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/postgres_connection.h"

#include <chrono>

namespace fairlead::storage {

/// A transaction as its body sees it, READ COMMITTED. BEGIN travels with the first statement; one
/// that runs none never reaches the server.
class PostgresTx final : public Tx {
public:
    /// `opening` follows BEGIN. No statement begins once those before it took more than `limit`
    /// together. A body awaits its statements alone, so that the rest of the time this process was
    /// not allowed to run, and says nothing.
    PostgresTx(PostgresConnection& connection, PostgresGroup opening, Milliseconds limit)
        : connection_(connection), opening_(std::move(opening)), limit_(limit) {}

    Task<Result<Rows>> run(Sql sql, Params params) override;

    /// `commit_in_doubt` when the connection went before the server answered.
    Task<Result<void>> commit();
    Task<Result<void>> roll_back();

    /// Whether it wrote what live pages wait for.
    bool wrote_event() const { return wrote_event_; }

    /// The first failure of a statement: with it the server gave up the transaction.
    const std::optional<Error>& failure() const { return failure_; }

private:
    PostgresConnection& connection_;
    PostgresGroup opening_;
    const Milliseconds limit_;
    std::chrono::steady_clock::duration spent_{0};
    bool begun_ = false;
    bool wrote_event_ = false;
    std::optional<Error> failure_;
};

}  // namespace fairlead::storage
