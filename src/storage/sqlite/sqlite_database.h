// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "storage/commit_signal.h"
#include "storage/database.h"
#include "storage/sqlite/lock_file.h"
#include "storage/sqlite/sqlite_readers.h"
#include "storage/sqlite/sqlite_schema.h"

#include <memory>
#include <string>

namespace fairlead::storage {

class SqliteWriter;

struct SqliteOptions {
    std::string path;
    Migrate migrate = Migrate::yes;
    /// Page cache of each reading connection, at most. What lies above the leaves of the trees is
    /// 5 MB at a million connections; reads at random push leaves in between.
    int reader_cache_kib = 16384;
    int writer_cache_kib = 4096;
};

/// The database in one file (and its -wal, -shm and .lock beside it). A read runs at once, on the
/// caller's thread, on an idle read-only connection; it takes microseconds. Every write goes to one
/// writer thread. COMMIT syncs the log (`synchronous=FULL`), so what was answered survives a power
/// cut. Deleted content is overwritten with zeros.
class SqliteDatabase final : public Database, public CommitSignal {
public:
    /// Opens or creates the file (readable by its owner alone) and brings its schema up to date.
    /// `conflict` when another process has it or its schema is not ours; `unavailable` when the
    /// directory is missing, full or read-only. The message says what to do.
    static Result<std::unique_ptr<SqliteDatabase>> open(SqliteOptions options, const Clock& clock);
    /// The same with other steps than the embedded ones: for tests.
    static Result<std::unique_ptr<SqliteDatabase>> open(SqliteOptions options, const Clock& clock,
                                                        std::span<const Migration> migrations);
    /// No read may be running; writes that are queued are finished first.
    ~SqliteDatabase() override;

    Task<Result<Rows>> read(Access access, Sql sql, Params params) override;
    Task<Result<Rows>> read_row(Access access, Sql sql, Uuid id) override;
    std::optional<Rows> read_row_now(Access access, const Sql& sql, Uuid id) override;
    Task<Result<Rows>> write(Access access, Sql sql, Params params, Priority priority) override;
    Task<Result<void>> transaction(Access access, Body body, Priority priority) override;

    /// Called by the writer's thread.
    void on_commit(std::function<void()> listener) override;

    /// Moves the log into the file, rebuilds the file without its free pages and empties the log:
    /// after it nothing deleted is in any of the files. Writes wait meanwhile; needs as much free
    /// disk as the file is long, twice.
    Task<Result<void>> vacuum();
    /// Copies a consistent snapshot to a new file, while others read and write. Blocks its thread:
    /// call it through a WorkPool. `conflict` when `path` exists.
    Result<void> backup_to(const std::string& path);

    std::int64_t schema_version() const { return schema_version_; }
    /// `PRAGMA synchronous` as the writing connection answers it; opening refuses less than 2, FULL.
    std::int64_t synchronous() const { return synchronous_; }

private:
    SqliteDatabase(SqliteOptions options, LockFile lock) noexcept;

    SqliteOptions options_;
    LockFile lock_;
    std::int64_t schema_version_ = 0;
    std::int64_t synchronous_ = 0;
    SqliteReaders readers_;
    std::unique_ptr<SqliteWriter> writer_;
};

}  // namespace fairlead::storage
