// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"
#include "storage/sqlite/table_set.h"

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace fairlead::storage {

/// The Error for a failed call on `handle`: conflict, unavailable, timeout or internal.
Error sqlite_error(sqlite3* handle, int code);

/// One connection to an SQLite file, with every statement it ever ran kept prepared. Used by one
/// thread at a time; not movable while a statement runs.
class SqliteConnection {
public:
    enum class Mode : std::uint8_t { read_only, read_write };

    /// Opens an existing file, or creates it (read_write). Sets what every connection of ours has;
    /// `cache_kib` bounds its page cache.
    static Result<SqliteConnection> open(const std::string& path, Mode mode, int cache_kib);

    ~SqliteConnection();
    SqliteConnection(SqliteConnection&&) noexcept;
    SqliteConnection& operator=(SqliteConnection&&) noexcept;

    /// Runs one statement to its end. `$1` … are bound by name from `params`.
    Result<Rows> run(const Sql& sql, const Params& params);
    /// The tables a statement reads.
    Result<TableSet> tables_read_by(const Sql& sql);
    /// The tables written to by run() since this was asked last. All of them after a statement
    /// that deletes, which may reach rows of others, or is no usual one; what execute() does is not
    /// counted.
    TableSet take_written();
    /// Runs a script without parameters or answers: pragmas, migrations, BEGIN and COMMIT.
    Result<void> execute(const std::string& script);
    /// One cell of a one-row answer, for pragmas and checks.
    Result<std::int64_t> integer(const std::string& query);

    /// Whether no transaction is open: SQLite ends one by itself after some failures.
    bool is_idle() const;
    /// Asked now and then while a statement runs; true stops it with Errc::timeout.
    void set_interrupt(std::function<bool()> should_stop);

    sqlite3* handle() const { return handle_.get(); }

private:
    struct Statement;
    struct Access;
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    struct Finalize {
        void operator()(Statement* statement) const;
    };
    using Statements = std::unordered_map<const char*, std::unique_ptr<Statement, Finalize>>;

    explicit SqliteConnection(sqlite3* handle);
    static int note_access(void* access, int action, const char* first, const char* second,
                           const char* database, const char* trigger);
    Result<Statement*> prepared(std::string_view text);
    Result<void> bind(const Statement& statement, const Params& params);
    Result<Rows> step(const Statement& statement);

    // Order matters: statements are finalized before the connection closes.
    std::unique_ptr<sqlite3, Close> handle_;
    Statements statements_;
    std::unique_ptr<Access> access_;  // SQLite holds its address
    TableSet written_;
    std::unique_ptr<std::function<bool()>> should_stop_;
};

}  // namespace fairlead::storage
