// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/write_request.h"

#include "base/assert.h"

#include <boost/asio/co_spawn.hpp>

#include <exception>

namespace fairlead::storage {

namespace {

/// A body that awaits more than its Tx would stop every write of the process.
constexpr auto stuck_after = 30s;

Error from_exception(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        return Error{Errc::internal, "Something went wrong.",
                     std::string{"a transaction threw: "} + exception.what()};
    } catch (...) {
        return Error{Errc::internal, "Something went wrong.", "a transaction threw"};
    }
}

}  // namespace

Result<Rows> SqliteTx::run_now(const Sql& sql, const Params& params) {
    if (clock_.boottime() >= deadline_) {
        return Error{Errc::timeout, "The database took too long.",
                     "a transaction was open for its whole five seconds"};
    }
    return connection_.run(sql, params);
}

Task<Result<Rows>> SqliteTx::run(Sql sql, Params params) { co_return run_now(sql, params); }

Result<void> StatementRequest::run(SqliteTx& tx, Loop&) {
    TRY(rows_, tx.run_now(sql_, params_));
    return ok();
}

void StatementRequest::answer(Result<void> outcome) {
    if (outcome) {
        resume_(std::move(rows_));
    } else {
        resume_(std::move(outcome).error());
    }
}

Result<void> BodyRequest::run(SqliteTx& tx, Loop& loop) {
    std::optional<Result<void>> outcome;
    try {
        boost::asio::co_spawn(loop, body_(tx),
                              [&outcome](std::exception_ptr thrown, Result<void> answer) {
                                  if (thrown) {
                                      outcome = from_exception(thrown);
                                  } else {
                                      outcome = std::move(answer);
                                  }
                              });
    } catch (...) {
        return from_exception(std::current_exception());
    }
    loop.restart();
    loop.run_for(stuck_after);
    FAIRLEAD_ASSERT(outcome.has_value());
    return std::move(*outcome);
}

void BodyRequest::answer(Result<void> outcome) { resume_(std::move(outcome)); }

}  // namespace fairlead::storage
