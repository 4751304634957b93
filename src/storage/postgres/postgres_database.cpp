// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_database.h"

#include "storage/postgres/postgres_error.h"
#include "storage/postgres/postgres_pool.h"
#include "storage/postgres/postgres_transaction.h"

#include <algorithm>

namespace fairlead::storage {

namespace {

/// Of what lost to another transaction, or shared one that failed.
constexpr int most_tries = 5;
/// Of what lost its connection: a statement that ends the server's process must not do so for ever.
constexpr int most_connections = 25;
constexpr auto transaction_limit = std::chrono::seconds{5};

/// Reasons are how the parts of this folder talk; on the wire they mean nothing.
template <class T>
Result<T> answered(Result<T> result) {
    if (result) return result;
    Error error = std::move(result).error();
    if (is_worth_repeating(error) || is_statement_unknown(error) || is_connection_lost(error)) {
        error.reason = nullptr;
    }
    return error;
}

bool may_run_again(const Error& error) {
    if (Database::is_in_doubt(error)) return false;
    return is_worth_repeating(error) || is_statement_unknown(error) || is_connection_lost(error);
}

/// How often one piece of work is begun again. A connection that is lost says nothing of the work: it
/// is begun anew as long as somebody may wait for it, however often a server's sessions are ended.
class Tries {
public:
    explicit Tries(Milliseconds patience) : until_(std::chrono::steady_clock::now() + patience) {}

    bool are_over(const Error& error) {
        if (!may_run_again(error)) return true;
        if (is_connection_lost(error)) {
            return --connections_left_ == 0 || std::chrono::steady_clock::now() >= until_;
        }
        return --left_ == 0;
    }
    bool is_first() const { return left_ == most_tries && connections_left_ == most_connections; }

private:
    int left_ = most_tries;
    int connections_left_ = most_connections;
    std::chrono::steady_clock::time_point until_;
};

Task<Result<void>> guarded(const Database::Body& body, PostgresTx& tx) {
    try {
        co_return co_await body(tx);
    } catch (const std::exception& problem) {
        co_return Error{Errc::internal, "A transaction failed.", problem.what()};
    }
}

Task<Result<Rows>> read_alone(std::shared_ptr<PostgresPool> pool, PostgresGroup group) {
    CO_TRY(const auto reader, co_await pool->reader());
    co_return co_await reader->run(std::move(group));
}

Error went_on_after(const Error& failure) {
    return Error{Errc::internal, "A transaction went on after a statement of it had failed.",
                 failure.message + " " + failure.detail};
}

constexpr std::string_view enter_text =
    "SELECT set_config('app.workspace_id', $1, true), set_config('app.user_id', $2, true)";
/// To the trigger that would notify in the transaction itself (PostgresPool::tell_soon).
constexpr std::string_view tells_afterwards_text =
    "SELECT set_config('app.tells_afterwards', 'yes', true)";

}  // namespace

PostgresGroup entering(const Access& access) {
    PostgresGroup group;
    if (access.is_service()) return group;
    std::string user;
    if (access.user()) user = access.user()->text();
    group.push_back({enter_text, Params{access.workspace()->text(), std::move(user)}});
    return group;
}

PostgresDatabase::PostgresDatabase(PostgresOptions options, std::vector<Loop*> loops)
    : options_(std::move(options)),
      service_options_(options_.as_service()),
      loops_(std::move(loops)),
      row_reads_(loops_.size()),
      scope_([](std::string_view /*name*/, const Error& /*error*/) {}) {
    for (Loop* const loop : loops_) {
        pools_.push_back(std::make_shared<PostgresPool>(*loop, options_, connecting_, contact_));
        service_pools_.push_back(
            std::make_shared<PostgresPool>(*loop, service_options_, connecting_, contact_));
    }
}

PostgresDatabase::~PostgresDatabase() { close(); }

void PostgresDatabase::close() {
    if (std::exchange(closed_, true)) return;
    for (std::size_t i = 0; i < pools_.size(); ++i) {
        const auto pool = pools_[i];
        const auto service = service_pools_[i];
        std::ignore = run_blocking(*loops_[i], [pool, service]() -> Task<Result<void>> {
            pool->close();
            service->close();
            co_return ok();
        });
    }
    scope_.join();
}

Task<std::size_t> PostgresDatabase::own_loop() {
    const Executor executor = co_await boost::asio::this_coro::executor;
    const auto found = std::find(loops_.begin(), loops_.end(), &executor.context());
    co_return static_cast<std::size_t>(found - loops_.begin());
}

Task<PostgresDatabase::Pool> PostgresDatabase::own_pool(const Access& access) {
    const bool is_service = access.is_service();
    const auto index = co_await own_loop();
    if (index == loops_.size()) co_return nullptr;
    co_return is_service ? service_pools_[index] : pools_[index];
}

template <class T>
Task<Result<T>> PostgresDatabase::cross(std::function<Task<Result<T>>()> work) {
    Loop& loop = *loops_[next_++ % loops_.size()];
    std::function<void(Resume<T>)> start = [this, &loop, work = std::move(work)](Resume<T> resume) {
        scope_.spawn(loop, "database", [resume, work]() -> Task<Result<void>> {
            auto answer = co_await work();
            resume(std::move(answer));
            co_return ok();
        });
    };
    return suspend<T>(std::move(start));
}

Task<Result<Rows>> PostgresDatabase::read(Access access, Sql sql, Params params) {
    auto pool = co_await own_pool(access);
    if (pool) {
        auto rows = co_await read_on(std::move(pool), access, sql, std::move(params));
        co_return answered(std::move(rows));
    }
    std::function<Task<Result<Rows>>()> work = [this, access, sql, params = std::move(params)] {
        return read(access, sql, params);
    };
    co_return co_await cross<Rows>(std::move(work));
}

Task<Result<Rows>> PostgresDatabase::read_on(Pool pool, Access access, Sql sql, Params params) {
    for (Tries tries{options_.answer_limit};;) {
        auto group = entering(access);
        group.push_back({sql.postgres, params});
        // Once in company, which another's failure may spoil; then alone.
        const bool alone = !tries.is_first() && options_.statements == StatementMode::named;
        Result<Rows> rows = Rows{};
        if (alone) {
            rows = co_await read_alone(pool, std::move(group));
        } else {
            rows = co_await read_once(pool, std::move(group));
        }
        if (rows || pool->is_closed() || tries.are_over(rows.error())) co_return rows;
    }
}

Task<Result<Rows>> PostgresDatabase::read_row(Access access, Sql sql, Uuid id) {
    const auto index = co_await own_loop();
    if (index == loops_.size()) {
        std::function<Task<Result<Rows>>()> work = [this, access, sql, id] {
            return read_row(access, sql, id);
        };
        co_return co_await cross<Rows>(std::move(work));
    }
    std::function<void(Resume<Rows>)> start = [&, index](Resume<Rows> resume) {
        if (!row_reads_[index].add(access, sql, {id, std::move(resume)})) return;
        scope_.spawn(*loops_[index], "reads of rows",
                     [this, index, access, sql] { return ask_for_rows(index, access, sql); });
    };
    auto rows = co_await suspend<Rows>(std::move(start));
    co_return answered(std::move(rows));
}

Task<Result<void>> PostgresDatabase::ask_for_rows(std::size_t loop, Access access, Sql sql) {
    const auto pool = access.is_service() ? service_pools_[loop] : pools_[loop];
    PostgresRowReads& reads = row_reads_[loop];
    const PostgresRowReads::Asking asking{reads, access, sql};
    for (;;) {
        const auto batch = reads.take(access, sql);
        if (batch.empty()) co_return ok();
        Params params{access.workspace().value().value, PostgresRowReads::ids_of(batch)};
        const auto rows = co_await read_on(pool, access, sql, std::move(params));
        PostgresRowReads::hand_out(batch, rows);
    }
}

Task<Result<Rows>> PostgresDatabase::read_once(Pool pool, PostgresGroup group) {
    if (options_.statements == StatementMode::unnamed) {
        CO_TRY(const auto lease, co_await pool->lend(Priority::normal));
        co_return co_await lease->run(std::move(group));
    }
    CO_TRY(const auto reader, co_await pool->reader());
    // entering() leads the group, or the pool is the service's, which needs nothing said.
    co_return co_await reader->run_along(std::move(group));
}

Task<Result<Rows>> PostgresDatabase::write(Access access, Sql sql, Params params,
                                           Priority priority) {
    auto pool = co_await own_pool(access);
    if (pool) {
        auto rows = co_await write_on(std::move(pool), access, sql, std::move(params), priority);
        co_return answered(std::move(rows));
    }
    std::function<Task<Result<Rows>>()> work = [this, access, sql, params = std::move(params),
                                                priority] {
        return write(access, sql, params, priority);
    };
    co_return co_await cross<Rows>(std::move(work));
}

Task<Result<Rows>> PostgresDatabase::write_on(Pool pool, Access access, Sql sql, Params params,
                                              Priority priority) {
    for (Tries tries{options_.answer_limit};;) {
        CO_TRY(const auto lease, co_await pool->lend(priority));
        auto group = entering(access);
        group.push_back({sql.postgres, params});
        auto rows = co_await lease->run(std::move(group));
        if (rows) co_return rows;
        if (is_connection_lost(rows.error())) {
            co_return commit_in_doubt("The database went away during a write.",
                                      rows.error().detail);
        }
        if (tries.are_over(rows.error())) co_return rows;
    }
}

Task<Result<void>> PostgresDatabase::transaction(Access access, Body body, Priority priority) {
    auto pool = co_await own_pool(access);
    if (pool) {
        auto done = co_await run_on(std::move(pool), access, std::move(body), priority);
        co_return answered(std::move(done));
    }
    std::function<Task<Result<void>>()> work = [this, access, body = std::move(body), priority] {
        return transaction(access, body, priority);
    };
    co_return co_await cross<void>(std::move(work));
}

Task<Result<void>> PostgresDatabase::run_on(Pool pool, Access access, Body body,
                                            Priority priority) {
    for (Tries tries{options_.answer_limit};;) {
        auto done = co_await run_once(pool, access, body, priority);
        if (done || pool->is_closed() || tries.are_over(done.error())) co_return done;
    }
}

Task<Result<void>> PostgresDatabase::run_once(Pool pool, Access access, const Body& body,
                                              Priority priority) {
    CO_TRY(const auto lease, co_await pool->lend(priority));
    auto opening = entering(access);
    opening.push_back({tells_afterwards_text, {}});
    PostgresTx tx{*lease, std::move(opening), transaction_limit};
    auto outcome = co_await guarded(body, tx);
    if (outcome && !tx.failure()) {
        auto committed = co_await tx.commit();
        if (tx.wrote_event()) pool->tell_soon();
        co_return committed;
    }
    // Should it fail too, the connection is closed when it is given back.
    std::ignore = co_await tx.roll_back();
    if (!outcome && tx.failure() && may_run_again(*tx.failure())) co_return *tx.failure();
    if (outcome) co_return went_on_after(*tx.failure());
    co_return outcome;
}

}  // namespace fairlead::storage
