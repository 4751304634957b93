// SPDX-License-Identifier: Apache-2.0
#include "storage/job_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

#include <algorithm>
#include <tuple>

namespace fairlead::storage {

namespace {

#define JOB_COLUMNS                                                                             \
    "id, workspace_id, name, payload, unique_key, attempts, max_attempts, run_at, created_at, " \
    "last_error"
// due_at is run_at of a waiting job and the end of the lease of a running one.
#define SQLITE_IN(ms) FAIRLEAD_SQLITE_NOW " + " ms
#define POSTGRES_IN(ms) "clock_timestamp() + " ms " * interval '1 millisecond'"
#define MINE "WHERE id = $1 AND attempts = $2 AND state = 'running'"

constexpr Sql enqueue_sql{
    "INSERT INTO jobs (id, workspace_id, name, payload, unique_key, state, attempts, "
    "max_attempts, run_at, due_at, created_at) "
    "VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7, $7, $8) ON CONFLICT DO NOTHING"};
constexpr Sql claim_sql{
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, due_at = " SQLITE_IN("$2")
    " WHERE id IN (SELECT id FROM jobs WHERE state <> 'dead' AND due_at <= " FAIRLEAD_SQLITE_NOW
    " ORDER BY due_at LIMIT $1) RETURNING " JOB_COLUMNS,
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, due_at = " POSTGRES_IN("$2")
    " WHERE id IN (SELECT id FROM jobs WHERE state <> 'dead' AND due_at <= clock_timestamp() "
    "ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING " JOB_COLUMNS};
constexpr Sql heartbeat_sql{"UPDATE jobs SET due_at = " SQLITE_IN("$3") " " MINE,
                            "UPDATE jobs SET due_at = " POSTGRES_IN("$3") " " MINE};
constexpr Sql complete_sql{"DELETE FROM jobs " MINE};
constexpr Sql retry_sql{"UPDATE jobs SET state = 'waiting', run_at = " SQLITE_IN(
                            "$3") ", due_at = " SQLITE_IN("$3") ", last_error = $4 " MINE,
                        "UPDATE jobs SET state = 'waiting', run_at = " POSTGRES_IN(
                            "$3") ", due_at = " POSTGRES_IN("$3") ", last_error = $4 " MINE};
constexpr Sql bury_sql{"UPDATE jobs SET state = 'dead', last_error = $3 " MINE};
constexpr Sql next_due_sql{
    "SELECT min(due_at) - " FAIRLEAD_SQLITE_NOW " FROM jobs WHERE state <> 'dead'",
    "SELECT CAST(extract(epoch from min(due_at) - clock_timestamp())*1000 AS bigint) "
    "FROM jobs WHERE state <> 'dead'"};
constexpr Sql dead_sql{"SELECT " JOB_COLUMNS
                       " FROM jobs WHERE state = 'dead' ORDER BY due_at DESC LIMIT $1"};
constexpr Sql revive_sql{
    "UPDATE jobs SET state = 'waiting', attempts = 0, run_at = " SQLITE_IN(
        "0") ", due_at = " SQLITE_IN("0") " WHERE id = $1 AND state = 'dead'",
    "UPDATE jobs SET state = 'waiting', attempts = 0, run_at = clock_timestamp(), "
    "due_at = clock_timestamp() WHERE id = $1 AND state = 'dead'"};
constexpr Sql counts_sql{"SELECT state, count(*) FROM jobs GROUP BY state"};

Job job_of(const Row& row) {
    Job job;
    job.id = row.id<JobId>(0);
    job.workspace = row.id<WorkspaceId>(1);
    job.name = row.text(2);
    job.payload = row.json(3);
    job.unique_key = row.optional_text(4);
    job.attempts = static_cast<int>(row.integer(5));
    job.max_attempts = static_cast<int>(row.integer(6));
    job.run_at = row.time(7);
    job.created_at = row.time(8);
    job.last_error = row.text(9);
    return job;
}

Params enqueue_params(Job job) {
    return {job.id.value,
            job.workspace.value,
            std::move(job.name),
            std::move(job.payload),
            nullable(job.unique_key),
            std::int64_t{job.max_attempts},
            job.run_at,
            job.created_at};
}

}  // namespace

Task<Result<void>> JobStore::enqueue(Job job) {
    return run(database_, Access::service(), enqueue_sql, enqueue_params(std::move(job)));
}

Task<Result<void>> JobStore::enqueue(Tx& tx, Job job) {
    return run(tx, enqueue_sql, enqueue_params(std::move(job)));
}

Task<Result<std::vector<Job>>> JobStore::claim(int limit, Milliseconds lease) {
    Params params{std::int64_t{limit}, std::int64_t{lease.count()}};
    CO_TRY(const auto rows,
           co_await database_.write(Access::service(), claim_sql, std::move(params)));
    auto jobs = every(rows, job_of);
    std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) {
        return std::tie(a.run_at, a.id) < std::tie(b.run_at, b.id);
    });
    co_return jobs;
}

Task<Result<bool>> JobStore::heartbeat(JobId id, int attempt, Milliseconds lease) {
    return changes_one(database_, Access::service(), heartbeat_sql,
                       {id.value, std::int64_t{attempt}, std::int64_t{lease.count()}});
}

Task<Result<void>> JobStore::complete(JobId id, int attempt) {
    return run(database_, Access::service(), complete_sql, {id.value, std::int64_t{attempt}});
}

Task<Result<void>> JobStore::retry(JobId id, int attempt, Milliseconds delay, std::string error) {
    return run(database_, Access::service(), retry_sql,
               {id.value, std::int64_t{attempt}, std::int64_t{delay.count()}, std::move(error)});
}

Task<Result<void>> JobStore::bury(JobId id, int attempt, std::string error) {
    return run(database_, Access::service(), bury_sql,
               {id.value, std::int64_t{attempt}, std::move(error)});
}

Task<Result<std::optional<Milliseconds>>> JobStore::next_due() {
    Params none;
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), next_due_sql, std::move(none)));
    const auto left = rows.front().optional_integer(0);
    if (!left) co_return std::optional<Milliseconds>{};
    co_return std::optional{std::max(Milliseconds{*left}, Milliseconds{0})};
}

Task<Result<std::vector<Job>>> JobStore::dead(int limit) {
    Params params{std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), dead_sql, std::move(params)));
    co_return every(rows, job_of);
}

Task<Result<bool>> JobStore::revive(JobId id) {
    Params params{id.value};
    auto revived =
        co_await changes_one(database_, Access::service(), revive_sql, std::move(params));
    if (!revived && revived.error().code == Errc::conflict) co_return false;
    co_return revived;
}

Task<Result<JobStore::Counts>> JobStore::counts() {
    Params none;
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), counts_sql, std::move(none)));
    Counts counts;
    for (const auto& row : rows) {
        const auto state = row.bytes(0);
        auto& count = state == "dead"      ? counts.dead
                      : state == "running" ? counts.running
                                           : counts.waiting;
        count = row.integer(1);
    }
    co_return counts;
}

}  // namespace fairlead::storage
