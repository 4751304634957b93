// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/sqlite/sqlite_connection.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::storage {

/// The connections that read: one for each read that runs at the same time, kept for the next.
/// Between two commits a reader keeps its snapshot, because to take one — two locks on a file, a
/// look at the log's index — costs as much as a look-up. Thread-safe.
class SqliteReaders {
public:
    SqliteReaders(std::string path, int cache_kib)
        : path_(std::move(path)), cache_kib_(cache_kib) {}
    SqliteReaders(const SqliteReaders&) = delete;
    SqliteReaders& operator=(const SqliteReaders&) = delete;

    /// On the caller's thread, on a snapshot not older than the last note_commit().
    Result<Rows> read(const Sql& sql, const Params& params);
    /// A reader for something else than a statement; it holds no snapshot.
    Result<void> borrow(const std::function<Result<void>(SqliteConnection&)>& work);

    /// Before a COMMIT: lets go of the snapshots nobody reads from at the moment. A log in which
    /// one is always held is never begun anew.
    void release();
    /// After a COMMIT, before anybody is told: no read may be older from now on.
    void note_commit() { commits_.fetch_add(1, std::memory_order_acq_rel); }

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
        std::optional<std::uint64_t> snapshot;  ///< how many commits it has seen
    };
    using Held = std::unique_ptr<Reader>;
    class Lease;

    Result<Held> take();
    void give_back(Held reader);
    Result<void> take_snapshot(Reader& reader);
    static void end_snapshot(Reader& reader);

    const std::string path_;
    const int cache_kib_;
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<int> pauses_{0};
    std::mutex mutex_;
    std::vector<Held> idle_;
};

}  // namespace fairlead::storage
