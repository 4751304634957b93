// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/handoff.h"
#include "storage/database.h"
#include "storage/sqlite/sqlite_connection.h"

namespace fairlead::storage {

/// The transaction as a body sees it. Every run ends before it answers, so a body that awaits
/// nothing else never truly waits.
class SqliteTx final : public Tx {
public:
    SqliteTx(SqliteConnection& connection, const Clock& clock, std::chrono::nanoseconds deadline)
        : connection_(connection), clock_(clock), deadline_(deadline) {}

    Task<Result<Rows>> run(Sql sql, Params params) override;
    Result<Rows> run_now(const Sql& sql, const Params& params);

private:
    SqliteConnection& connection_;
    const Clock& clock_;
    std::chrono::nanoseconds deadline_;
};

/// One thing the writer was asked for. It is run on the writer's thread, perhaps more than once,
/// and answered once, after the COMMIT that made it durable.
class WriteRequest {
public:
    virtual ~WriteRequest() = default;
    virtual Result<void> run(SqliteTx& tx, Loop& loop) = 0;
    /// Errors of the run, or of the COMMIT.
    virtual void answer(Result<void> outcome) = 0;
    /// A single statement undoes itself when it fails; anything longer may leave something behind.
    virtual bool is_one_statement() const = 0;
};

class StatementRequest final : public WriteRequest {
public:
    StatementRequest(Sql sql, Params params, Resume<Rows> resume)
        : sql_(sql), params_(std::move(params)), resume_(std::move(resume)) {}

    Result<void> run(SqliteTx& tx, Loop& loop) override;
    void answer(Result<void> outcome) override;
    bool is_one_statement() const override { return true; }

private:
    Sql sql_;
    Params params_;
    Resume<Rows> resume_;
    Rows rows_;
};

class BodyRequest final : public WriteRequest {
public:
    BodyRequest(Database::Body body, Resume<void> resume)
        : body_(std::move(body)), resume_(std::move(resume)) {}

    Result<void> run(SqliteTx& tx, Loop& loop) override;
    void answer(Result<void> outcome) override;
    bool is_one_statement() const override { return false; }

private:
    Database::Body body_;
    Resume<void> resume_;
};

}  // namespace fairlead::storage
