// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/sqlite/sqlite_connection.h"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::storage {

/// The connections that read: one for each read that runs at the same time, kept for the next.
/// A reader keeps its snapshot while no commit changed a table that it is asked for: to take one —
/// two locks on a file, a look at the log's index — costs as much as a look-up, and with the first
/// after a commit all of its page cache is dropped. Thread-safe.
class SqliteReaders {
public:
    SqliteReaders(std::string path, int cache_kib)
        : path_(std::move(path)), cache_kib_(cache_kib) {}
    SqliteReaders(const SqliteReaders&) = delete;
    SqliteReaders& operator=(const SqliteReaders&) = delete;

    /// On the caller's thread. Sees what every note_commit() before changed.
    Result<Rows> read(const Sql& sql, const Params& params);
    /// A reader for something else than a statement; it holds no snapshot.
    Result<void> borrow(const std::function<Result<void>(SqliteConnection&)>& work);

    /// No snapshot of before is read from any more: those that nobody reads from at the moment end
    /// now, the others with their read. For the writer, as the log is folded no further than
    /// they are, and not begun anew while one is held that needs it. Called by the thread of
    /// note_commit().
    void leave_log();
    /// After a COMMIT, before anybody is told: what it wrote is read from now on. Called by one
    /// thread.
    void note_commit(TableSet written);

    /// While one of these lives no snapshot outlasts its read: for VACUUM and its kind.
    class Pause {
    public:
        explicit Pause(SqliteReaders& readers);
        ~Pause() { --readers_.pauses_; }
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;

    private:
        SqliteReaders& readers_;
    };

    /// Closes those that are idle.
    void close();

private:
    struct Reader {
        SqliteConnection connection;
        std::optional<std::uint64_t>
            snapshot;  ///< how many commits it has seen, and farewells to the log
    };
    using Held = std::unique_ptr<Reader>;
    class Lease;

    Result<Held> take();
    void give_back(Held reader);
    Result<void> take_snapshot(Reader& reader, TableSet wanted);
    bool is_over(const Reader& reader) const;
    bool is_current(std::uint64_t snapshot, TableSet wanted) const;
    static void end_snapshot(Reader& reader);
    void release();

    const std::string path_;
    const int cache_kib_;
    std::atomic<std::uint64_t> commits_{0};
    /// Of each table's bit: the number of the last commit that changed one.
    std::array<std::atomic<std::uint64_t>, TableSet::bits> changed_{};
    /// A snapshot of fewer commits is over.
    std::atomic<std::uint64_t> oldest_{0};
    std::atomic<int> pauses_{0};
    std::mutex mutex_;
    std::vector<Held> idle_;
};

}  // namespace fairlead::storage
