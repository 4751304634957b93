// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_readers.h"

namespace fairlead::storage {

namespace {

/// More reads than this at one time open a connection and close it again.
constexpr std::size_t max_idle = 16;

constexpr Sql begin_sql{"BEGIN"};
constexpr Sql end_sql{"COMMIT"};

}  // namespace

/// A reader for one read; it goes back to the pool whatever happens.
class SqliteReaders::Lease {
public:
    Lease(SqliteReaders& readers, Held reader) : readers_(readers), reader_(std::move(reader)) {}
    ~Lease() { readers_.give_back(std::move(reader_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Reader& operator*() const { return *reader_; }
    Reader* operator->() const { return reader_.get(); }

private:
    SqliteReaders& readers_;
    Held reader_;
};

Result<SqliteReaders::Held> SqliteReaders::take() {
    {
        const std::lock_guard lock{mutex_};
        if (!idle_.empty()) {
            // The last one given back: its cache is the warmest.
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return reader;
        }
    }
    TRY(auto opened, SqliteConnection::open(path_, SqliteConnection::Mode::read_only, cache_kib_));
    return std::make_unique<Reader>(Reader{std::move(opened), std::nullopt});
}

void SqliteReaders::give_back(Held reader) {
    // Under the lock: whoever ends what is idle must not miss this one.
    const std::lock_guard lock{mutex_};
    if (pauses_ > 0 || is_over(*reader)) end_snapshot(*reader);
    if (idle_.size() < max_idle) idle_.push_back(std::move(reader));
}

bool SqliteReaders::is_over(const Reader& reader) const {
    return reader.snapshot && *reader.snapshot < oldest_.load(std::memory_order_acquire);
}

bool SqliteReaders::is_current(std::uint64_t snapshot, TableSet wanted) const {
    return wanted.each([&](std::size_t table) {
        return changed_[table].load(std::memory_order_acquire) <= snapshot;
    });
}

Result<void> SqliteReaders::take_snapshot(Reader& reader, TableSet wanted) {
    const bool is_kept = reader.snapshot && !is_over(reader);
    if (is_kept && is_current(*reader.snapshot, wanted)) return ok();
    const std::uint64_t commits = commits_.load(std::memory_order_acquire);
    end_snapshot(reader);
    const auto begun = reader.connection.run(begin_sql, Params{});
    if (!begun) return begun.error();
    reader.snapshot = commits;
    return ok();
}

void SqliteReaders::end_snapshot(Reader& reader) {
    reader.snapshot.reset();
    if (!reader.connection.is_idle()) {
        static_cast<void>(reader.connection.run(end_sql, Params{}));
    }
}

Result<Rows> SqliteReaders::read(const Sql& sql, const Params& params) {
    TRY(auto reader, take());
    const Lease lease{*this, std::move(reader)};
    TRY(const TableSet wanted, lease->connection.tables_read_by(sql));
    CHECK_OK(take_snapshot(*lease, wanted));
    auto rows = lease->connection.run(sql, params);
    if (!rows) end_snapshot(*lease);
    return rows;
}

Result<void> SqliteReaders::borrow(const std::function<Result<void>(SqliteConnection&)>& work) {
    TRY(auto reader, take());
    const Lease lease{*this, std::move(reader)};
    end_snapshot(*lease);
    return work(lease->connection);
}

void SqliteReaders::leave_log() {
    const std::uint64_t next = commits_.load(std::memory_order_relaxed) + 1;
    commits_.store(next, std::memory_order_release);
    oldest_.store(next, std::memory_order_release);
    release();
}

void SqliteReaders::note_commit(TableSet written) {
    const std::uint64_t commit = commits_.load(std::memory_order_relaxed) + 1;
    written.each([&](std::size_t table) {
        changed_[table].store(commit, std::memory_order_release);
        return true;
    });
    commits_.store(commit, std::memory_order_release);
}

void SqliteReaders::release() {
    const std::lock_guard lock{mutex_};
    for (const Held& reader : idle_) end_snapshot(*reader);
}

SqliteReaders::Pause::Pause(SqliteReaders& readers) : readers_(readers) {
    ++readers_.pauses_;
    readers_.release();
}

void SqliteReaders::close() {
    const std::lock_guard lock{mutex_};
    idle_.clear();
}

}  // namespace fairlead::storage
