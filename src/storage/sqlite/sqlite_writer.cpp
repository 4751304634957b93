// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_writer.h"

#include "base/fail_point.h"

#include <sqlite3.h>

namespace fairlead::storage {

namespace {

constexpr std::size_t max_queued = 50'000;
constexpr std::size_t max_group = 1000;
constexpr std::int64_t max_bulk_rows = 500;
/// So many pages of the log are folded into the file, and it begins anew if nobody reads from it.
constexpr int pages_to_fold = 4000;
/// Where another program kept it from that, after so many more.
constexpr int pages_to_retry = 400;
constexpr std::chrono::nanoseconds max_group_time = 50ms;
constexpr std::chrono::nanoseconds max_transaction_time = 5s;

constexpr Sql begin_sql{"BEGIN IMMEDIATE"};
constexpr Sql commit_sql{"COMMIT"};
constexpr Sql rollback_sql{"ROLLBACK"};
constexpr Sql savepoint_sql{"SAVEPOINT request"};
constexpr Sql release_sql{"RELEASE request"};
constexpr Sql rollback_to_sql{"ROLLBACK TO request"};

constexpr auto lane_of(Priority priority) { return static_cast<std::size_t>(priority); }

Result<void> without_rows(Result<Rows> answer) {
    if (!answer) return std::move(answer).error();
    return ok();
}

/// What a COMMIT that fails in the named way answers; nothing was stored.
Error failed_commit(int code) {
    auto error = sqlite_error(nullptr, code);
    error.detail = "COMMIT: " + error.detail;
    return error;
}

}  // namespace

SqliteWriter::SqliteWriter(SqliteConnection connection, const Clock& clock, SqliteReaders& readers)
    : connection_(std::move(connection)),
      clock_(clock),
      readers_(readers),
      fold_at_(pages_to_fold) {
    connection_.set_interrupt([this] { return clock_.boottime() >= deadline_; });
    ::sqlite3_wal_hook(connection_.handle(), &note_log, this);
    thread_ = std::thread{[this] { work(); }};
}

int SqliteWriter::note_log(void* writer, sqlite3*, const char*, int pages) {
    auto& self = *static_cast<SqliteWriter*>(writer);
    if (pages < self.log_pages_) self.fold_at_ = pages_to_fold;
    self.log_pages_ = pages;
    return SQLITE_OK;
}

/// Between two transactions, when a snapshot that is begun now needs all of the log or, once it is
/// folded, none: during a COMMIT some reader always begins one of before.
void SqliteWriter::fold_log() {
    if (log_pages_ < fold_at_) return;
    readers_.leave_log();
    ::sqlite3_wal_checkpoint(connection_.handle(), "main");  // the commits stand, folded or not
    readers_.leave_log();
    fold_at_ = log_pages_ + pages_to_retry;
}

SqliteWriter::~SqliteWriter() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void SqliteWriter::submit(std::unique_ptr<WriteRequest> request, Priority priority) {
    std::unique_ptr<WriteRequest> refused;
    {
        const std::lock_guard lock{mutex_};
        if (stopping_ || queued_ >= max_queued) {
            refused = std::move(request);
        } else {
            queues_[lane_of(priority)].push_back(std::move(request));
            ++queued_;
        }
    }
    if (refused) {
        refused->answer(Error{Errc::unavailable, "Too many writes are waiting. Try again.",
                              "the writer's queue is full or stopping", nullptr, 1s});
        return;
    }
    wake_.notify_one();
}

void SqliteWriter::submit_alone(Maintenance work, Resume<void> resume) {
    {
        const std::lock_guard lock{mutex_};
        if (!stopping_) {
            alone_.push_back({std::move(work), std::move(resume)});
            ++queued_;
            resume = nullptr;
        }
    }
    if (resume) {
        resume(Error{Errc::unavailable, "The database is closing."});
        return;
    }
    wake_.notify_one();
}

void SqliteWriter::work() {
    while (wait_for_work()) {
        run_alone();
        run_group();
        fold_log();
    }
}

bool SqliteWriter::wait_for_work() {
    std::unique_lock lock{mutex_};
    wake_.wait(lock, [this] { return queued_ > 0 || stopping_; });
    return queued_ > 0;
}

std::unique_ptr<WriteRequest> SqliteWriter::take(bool bulk_allowed, bool& was_bulk) {
    const std::lock_guard lock{mutex_};
    const std::size_t lanes = bulk_allowed ? queues_.size() : lane_of(Priority::bulk);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        if (queues_[lane].empty()) continue;
        auto request = std::move(queues_[lane].front());
        queues_[lane].pop_front();
        --queued_;
        was_bulk = lane == lane_of(Priority::bulk);
        return request;
    }
    return nullptr;
}

void SqliteWriter::put_back(Group group) {
    const std::lock_guard lock{mutex_};
    auto& first = queues_.front();
    for (auto ran = group.rbegin(); ran != group.rend(); ++ran) {
        first.push_front(std::move(ran->request));
        ++queued_;
    }
}

void SqliteWriter::run_alone() {
    Alone next;
    {
        const std::lock_guard lock{mutex_};
        if (alone_.empty()) return;
        next = std::move(alone_.front());
        alone_.pop_front();
        --queued_;
    }
    const SqliteReaders::Pause pause{readers_};
    auto outcome = next.work(connection_);
    readers_.note_commit(TableSet::all());
    next.resume(std::move(outcome));
}

void SqliteWriter::run_group() {
    if (auto begun = begin(); !begun) {
        fail_all_queued(begun.error());
        return;
    }
    Group group;
    const auto filled = fill(group);
    uses_savepoints_ = filled == Filled::spoiled;
    if (filled != Filled::whole) {
        refuse_last(std::move(group), filled);
        return;
    }
    const auto committed = commit();
    for (auto& ran : group) {
        ran.request->answer(ran.outcome ? committed : std::move(ran.outcome));
    }
    // Whatever came of it: a COMMIT in doubt may count.
    tell_listener();
}

void SqliteWriter::tell_listener() {
    const auto listener = listener_.lock();
    if (*listener) (*listener)();
}

void SqliteWriter::refuse_last(Group group, Filled filled) {
    if (filled == Filled::spoiled) rollback();
    auto culprit = std::move(group.back());
    group.pop_back();
    const auto error = culprit.outcome ? Error{Errc::internal, "Something went wrong.",
                                               "SQLite ended a transaction unasked"}
                                       : culprit.outcome.error();
    culprit.request->answer(error);
    // What one request did is no reason to refuse its neighbours.
    if (filled == Filled::spoiled || error.code == Errc::timeout) {
        put_back(std::move(group));
        return;
    }
    for (auto& ran : group) ran.request->answer(ran.outcome ? error : std::move(ran.outcome));
}

SqliteWriter::Filled SqliteWriter::fill(Group& group) {
    const auto end = clock_.boottime() + max_group_time;
    std::int64_t bulk_rows = 0;
    while (group.size() < max_group && clock_.boottime() < end) {
        bool is_bulk = false;
        auto request = take(bulk_rows < max_bulk_rows, is_bulk);
        if (!request) break;
        const bool undoes_itself = uses_savepoints_ || request->is_one_statement();
        const auto before = changes();
        auto outcome = run(*request);
        const auto changed = changes() - before;
        if (is_bulk) bulk_rows += changed;
        const bool spoils = !outcome && changed > 0 && !undoes_itself;
        group.push_back({std::move(request), std::move(outcome)});
        if (connection_.is_idle()) return Filled::ended;
        if (spoils) return Filled::spoiled;
    }
    return Filled::whole;
}

std::int64_t SqliteWriter::changes() const {
    return ::sqlite3_total_changes64(connection_.handle());
}

Result<void> SqliteWriter::run(WriteRequest& request) {
    const bool wants_savepoint = uses_savepoints_ && !request.is_one_statement();
    return wants_savepoint ? run_in_savepoint(request) : run_bare(request);
}

Result<void> SqliteWriter::run_bare(WriteRequest& request) {
    deadline_ = clock_.boottime() + max_transaction_time;
    SqliteTx tx{connection_, clock_, deadline_};
    auto outcome = request.run(tx, loop_);
    deadline_ = never;
    return outcome;
}

Result<void> SqliteWriter::run_in_savepoint(WriteRequest& request) {
    CHECK_OK(without_rows(connection_.run(savepoint_sql, Params{})));
    auto outcome = run_bare(request);
    if (connection_.is_idle()) return outcome;
    if (outcome) return without_rows(connection_.run(release_sql, Params{}));
    if (!connection_.run(rollback_to_sql, Params{}) || !connection_.run(release_sql, Params{})) {
        rollback();  // half a request must not be committed with the others
    }
    return outcome;
}

Result<void> SqliteWriter::begin() { return without_rows(connection_.run(begin_sql, Params{})); }

Result<void> SqliteWriter::commit() {
    if (fail_points::hit("commit") == fail_points::Outcome::fail) {
        rollback();
        return failed_commit(SQLITE_IOERR);
    }
    if (fail_points::hit("commit_full") == fail_points::Outcome::fail) {
        rollback();
        return failed_commit(SQLITE_FULL);
    }
    auto committed = without_rows(connection_.run(commit_sql, Params{}));
    // Also when it failed: what is in the log then may count.
    readers_.note_commit(connection_.take_written());
    if (!committed) {
        const bool disk = (::sqlite3_errcode(connection_.handle()) & 0xff) == SQLITE_IOERR;
        rollback();
        // When the sync fails, the frames are in the log: a crash now could still make them count.
        if (disk) return commit_in_doubt(committed.error().message, committed.error().detail);
        return committed;
    }
    if (fail_points::hit("commit_in_doubt") == fail_points::Outcome::fail) {
        return commit_in_doubt("The database did not answer.", "fail point commit_in_doubt");
    }
    return committed;
}

void SqliteWriter::rollback() {
    if (!connection_.is_idle()) static_cast<void>(connection_.run(rollback_sql, Params{}));
}

void SqliteWriter::fail_all_queued(const Error& error) {
    bool is_bulk = false;
    while (auto request = take(true, is_bulk)) request->answer(error);
}

}  // namespace fairlead::storage
