// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_database.h"

#include "storage/sqlite/sqlite_writer.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fairlead::storage {

namespace {

/// busy_timeout is set by then (SqliteConnection::open): switching to WAL can meet a lock.
constexpr auto writer_pragmas =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
    "PRAGMA journal_size_limit=67108864";

/// SQLite would create the file readable by everybody the umask lets in.
Result<void> create_private_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return Error{Errc::unavailable,
                     "Cannot open " + path + " for writing: " + std::strerror(errno) + "."};
    }
    ::close(fd);
    return ok();
}

Error not_durable() {
    return Error{Errc::internal,
                 "This SQLite does not sync its log at COMMIT (PRAGMA synchronous=FULL): tokens "
                 "would be lost in a power cut. Use Debian's libsqlite3."};
}

Error about(const std::string& path, Error error) {
    error.message = path + ": " + error.message;
    return error;
}

Result<std::int64_t> prepare(SqliteConnection& connection, const SqliteOptions& options,
                             std::span<const Migration> migrations, const Clock& clock) {
    CHECK_OK(require_ours(connection));
    CHECK_OK(connection.execute(writer_pragmas));
    return prepare_schema(connection, migrations, options.migrate, clock);
}

Result<void> vacuum_now(SqliteConnection& connection) {
    CHECK_OK(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    CHECK_OK(connection.execute("VACUUM"));
    TRY(const auto busy, connection.integer("PRAGMA wal_checkpoint(TRUNCATE)"));
    if (busy != 0) {
        return Error{Errc::unavailable,
                     "The database is being read by another program. Close it "
                     "and vacuum again."};
    }
    return ok();
}

Result<void> copy_pages(sqlite3* from, sqlite3* to) {
    sqlite3_backup* backup = ::sqlite3_backup_init(to, "main", from, "main");
    if (backup == nullptr) return sqlite_error(to, ::sqlite3_errcode(to));
    // All pages in one step: in pieces, every write in between would make it begin again.
    const int code = ::sqlite3_backup_step(backup, -1);
    ::sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) return sqlite_error(to, code);
    return ok();
}

}  // namespace

SqliteDatabase::SqliteDatabase(SqliteOptions options, LockFile lock) noexcept
    : options_(std::move(options)),
      lock_(std::move(lock)),
      readers_(options_.path, options_.reader_cache_kib) {}

SqliteDatabase::~SqliteDatabase() {
    // The writer closes last, so that it folds the log into the file.
    readers_.close();
    writer_.reset();
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(SqliteOptions options,
                                                             const Clock& clock) {
    return open(std::move(options), clock, embedded_migrations());
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(
    SqliteOptions options, const Clock& clock, std::span<const Migration> migrations) {
    TRY(auto lock, LockFile::take(options.path + ".lock", "The database " + options.path));
    CHECK_OK(create_private_file(options.path));
    auto connection = SqliteConnection::open(options.path, SqliteConnection::Mode::read_write,
                                             options.writer_cache_kib);
    if (!connection) return about(options.path, std::move(connection).error());
    const auto version = prepare(*connection, options, migrations, clock);
    if (!version) return about(options.path, version.error());
    TRY(const auto synchronous, connection->integer("PRAGMA synchronous"));
    if (synchronous < 2) return about(options.path, not_durable());
    std::unique_ptr<SqliteDatabase> database{
        new SqliteDatabase{std::move(options), std::move(lock)}};
    database->schema_version_ = *version;
    database->synchronous_ = synchronous;
    database->writer_ =
        std::make_unique<SqliteWriter>(*std::move(connection), clock, database->readers_);
    return database;
}

Task<Result<Rows>> SqliteDatabase::read(Access /*one process holds the file*/, Sql sql,
                                        Params params) {
    co_return readers_.read(sql, params);
}

Task<Result<Rows>> SqliteDatabase::read_row(Access access, Sql sql, Uuid id) {
    const Params params{access.workspace().value().value, id};
    co_return readers_.read(sql, params);
}

std::optional<Rows> SqliteDatabase::read_row_now(Access access, const Sql& sql, Uuid id) {
    const Params params{access.workspace().value().value, id};
    auto rows = readers_.read(sql, params);
    if (!rows) return std::nullopt;
    return *std::move(rows);
}

Task<Result<Rows>> SqliteDatabase::write(Access /*one process holds the file*/, Sql sql,
                                         Params params, Priority priority) {
    std::function<void(Resume<Rows>)> start = [this, sql, params = std::move(params),
                                               priority](Resume<Rows> resume) mutable {
        writer_->submit(
            std::make_unique<StatementRequest>(sql, std::move(params), std::move(resume)),
            priority);
    };
    return suspend<Rows>(std::move(start));
}

Task<Result<void>> SqliteDatabase::transaction(Access /*one process holds the file*/, Body body,
                                               Priority priority) {
    std::function<void(Resume<void>)> start = [this, body = std::move(body),
                                               priority](Resume<void> resume) mutable {
        writer_->submit(std::make_unique<BodyRequest>(std::move(body), std::move(resume)),
                        priority);
    };
    return suspend<void>(std::move(start));
}

void SqliteDatabase::on_commit(std::function<void()> listener) {
    writer_->on_commit(std::move(listener));
}

Task<Result<void>> SqliteDatabase::vacuum() {
    std::function<void(Resume<void>)> start = [this](Resume<void> resume) {
        writer_->submit_alone(vacuum_now, std::move(resume));
    };
    return suspend<void>(std::move(start));
}

Result<void> SqliteDatabase::backup_to(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        const auto code = errno == EEXIST ? Errc::conflict : Errc::unavailable;
        return Error{code, "Cannot create " + path + ": " + std::strerror(errno) + "."};
    }
    ::close(fd);
    TRY(const auto copy, SqliteConnection::open(path, SqliteConnection::Mode::read_write, 1024));
    return readers_.borrow(
        [&copy](SqliteConnection& reader) { return copy_pages(reader.handle(), copy.handle()); });
}

}  // namespace fairlead::storage
