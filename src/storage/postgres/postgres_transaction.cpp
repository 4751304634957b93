// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_transaction.h"

#include "base/fail_point.h"
#include "storage/postgres/postgres_error.h"

namespace fairlead::storage {

namespace {

bool is_event(std::string_view text) { return text.starts_with("INSERT INTO events "); }

}  // namespace

Task<Result<Rows>> PostgresTx::run(Sql sql, Params params) {
    if (failure_) co_return *failure_;
    if (spent_ > limit_) {
        failure_ = Error{Errc::timeout, "The transaction took too long and was undone."};
        co_return *failure_;
    }
    PostgresGroup group;
    if (!begun_) {
        group = std::move(opening_);
        group.insert(group.begin(), PostgresStatement{"BEGIN", {}});
        begun_ = true;
    }
    group.push_back({sql.postgres, std::move(params)});
    wrote_event_ = wrote_event_ || is_event(sql.postgres);
    const auto begun = std::chrono::steady_clock::now();
    auto rows = co_await connection_.run(std::move(group));
    const auto took = std::chrono::steady_clock::now() - begun;
    // The server stops a statement before that: it was this process that stood still.
    if (took < limit_ + std::chrono::seconds{1}) spent_ += took;
    if (!rows) failure_ = rows.error();
    co_return rows;
}

Task<Result<void>> PostgresTx::commit() {
    if (!begun_) co_return ok();
    if (!connection_.is_open()) co_return connection_lost("it went before the commit was sent");
    PostgresGroup group;
    group.push_back({"COMMIT", {}});
    const auto done = co_await connection_.run(std::move(group));
    if (done) co_return ok();
    if (!is_connection_lost(done.error())) co_return done.error();
    co_return commit_in_doubt("The database went away during a commit.", done.error().detail);
}

Task<Result<void>> PostgresTx::roll_back() {
    if (!begun_ || !connection_.is_open()) co_return ok();
    PostgresGroup group;
    group.push_back({"ROLLBACK", {}});
    CO_CHECK(co_await connection_.run(std::move(group)));
    co_return ok();
}

}  // namespace fairlead::storage
