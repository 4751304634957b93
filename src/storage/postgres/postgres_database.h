// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "base/task_scope.h"
#include "storage/database.h"
#include "storage/postgres/postgres_contact.h"
#include "storage/postgres/postgres_group.h"
#include "storage/postgres/postgres_options.h"
#include "storage/postgres/postgres_row_reads.h"

#include <atomic>
#include <memory>
#include <span>
#include <vector>

namespace fairlead::storage {

class PostgresPool;

/// The database that several nodes share. A call made on one of its loops is served by that loop's
/// own connections, without a hop between threads; one made elsewhere crosses over and comes back.
///
/// Reads that lose their connection are asked once more on another; a transaction whose body ran
/// but was not committed runs again, as it does after a serialization failure. A write or a COMMIT
/// whose answer was lost is in doubt.
class PostgresDatabase final : public Database {
public:
    /// Connects when it is first asked. `loops` must run, and outlive the database.
    PostgresDatabase(PostgresOptions options, std::vector<Loop*> loops);
    /// close() first, while the loops run.
    ~PostgresDatabase() override;

    /// Answers whoever waits and closes every connection. Not from a loop of its own.
    void close();

    Task<Result<Rows>> read(Access access, Sql sql, Params params) override;
    Task<Result<Rows>> read_row(Access access, Sql sql, Uuid id) override;
    Task<Result<Rows>> write(Access access, Sql sql, Params params, Priority priority) override;
    Task<Result<void>> transaction(Access access, Body body, Priority priority) override;

    Milliseconds unbroken_for() const override { return contact_.unbroken_for(); }

    const PostgresOptions& options() const { return options_; }

private:
    using Pool = std::shared_ptr<PostgresPool>;  // shared with the calls under way

    /// The pool that the loop running this coroutine has for such access; none for a loop that is
    /// not one of ours.
    Task<Pool> own_pool(const Access& access);
    /// Which of `loops_` runs this coroutine; their number for none.
    Task<std::size_t> own_loop();
    template <class T>
    Task<Result<T>> cross(std::function<Task<Result<T>>()> work);

    Task<Result<Rows>> read_on(Pool pool, Access access, Sql sql, Params params);
    Task<Result<void>> ask_for_rows(std::size_t loop, Access access, Sql sql);
    Task<Result<Rows>> read_once(Pool pool, PostgresGroup group);
    Task<Result<Rows>> write_on(Pool pool, Access access, Sql sql, Params params,
                                Priority priority);
    Task<Result<void>> run_on(Pool pool, Access access, Body body, Priority priority);
    Task<Result<void>> run_once(Pool pool, Access access, const Body& body, Priority priority);

    PostgresOptions options_;
    PostgresOptions service_options_;
    std::vector<Loop*> loops_;
    PostgresContact contact_;
    WorkPool connecting_{2};
    std::vector<Pool> pools_;                  ///< of the application's role; as loops_
    std::vector<Pool> service_pools_;          ///< of the service role; as loops_
    std::vector<PostgresRowReads> row_reads_;  ///< as loops_
    std::atomic<std::size_t> next_{0};
    TaskScope scope_;
    bool closed_ = false;
};

}  // namespace fairlead::storage
