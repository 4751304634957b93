// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "storage/sqlite/sqlite_readers.h"
#include "storage/sqlite/write_request.h"

#include <array>
#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <thread>

namespace fairlead::storage {

/// The one thread that writes to the file. It takes whatever is queued, most urgent first, runs it
/// in one transaction, commits, then answers them all: under load many writes share one fsync, alone
/// a write waits for nobody. Thread-safe.
///
/// A savepoint for each request would cost as much as its statements do, and hardly any fails after
/// it wrote. When one does, all of its group is undone, and the others run again, each in a
/// savepoint.
class SqliteWriter {
public:
    /// `readers` are told of each commit.
    SqliteWriter(SqliteConnection connection, const Clock& clock, SqliteReaders& readers);
    /// Finishes what is queued, then closes the connection.
    ~SqliteWriter();
    SqliteWriter(const SqliteWriter&) = delete;
    SqliteWriter& operator=(const SqliteWriter&) = delete;

    /// A full queue is answered at once.
    void submit(std::unique_ptr<WriteRequest> request, Priority priority);

    /// As CommitSignal says.
    void on_commit(std::function<void()> listener) { *listener_.lock() = std::move(listener); }

    /// Runs `work` between two transactions, alone: VACUUM and its kind.
    using Maintenance = std::function<Result<void>(SqliteConnection&)>;
    void submit_alone(Maintenance work, Resume<void> resume);

private:
    struct Alone {
        Maintenance work;
        Resume<void> resume;
    };
    struct Ran {
        std::unique_ptr<WriteRequest> request;
        Result<void> outcome;
    };
    using Group = std::vector<Ran>;
    /// SQLite's, after each commit.
    static int note_log(void* writer, sqlite3* handle, const char* name, int pages);
    static constexpr std::chrono::nanoseconds never{std::numeric_limits<std::int64_t>::max()};

    void work();
    bool wait_for_work();
    std::unique_ptr<WriteRequest> take(bool bulk_allowed, bool& was_bulk);
    void put_back(Group group);
    void run_alone();
    void run_group();
    enum class Filled : std::uint8_t { whole, spoiled, ended };
    /// Runs requests until none waits or the group is large enough. `spoiled`: the last request of
    /// `group` failed and left something behind; `ended`: at it SQLite ended the transaction.
    Filled fill(Group& group);
    void refuse_last(Group group, Filled filled);
    Result<void> run(WriteRequest& request);
    Result<void> run_in_savepoint(WriteRequest& request);
    Result<void> run_bare(WriteRequest& request);
    std::int64_t changes() const;
    Result<void> begin();
    Result<void> commit();
    void rollback();
    /// Once the log is long, into the file; the next write begins it anew.
    void fold_log();
    void tell_listener();
    void fail_all_queued(const Error& error);

    SqliteConnection connection_;
    const Clock& clock_;
    SqliteReaders& readers_;
    int log_pages_ = 0;
    int fold_at_;  ///< that many pages of the log
    std::chrono::nanoseconds deadline_ = never;
    bool uses_savepoints_ = false;  ///< of the present group
    Loop loop_{1};
    Mutex<std::function<void()>> listener_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::array<std::deque<std::unique_ptr<WriteRequest>>, priorities> queues_;
    std::deque<Alone> alone_;
    std::size_t queued_ = 0;
    bool stopping_ = false;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace fairlead::storage
