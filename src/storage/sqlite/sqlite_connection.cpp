// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_connection.h"

#include "storage/sqlite/uuid_number.h"

#include <sqlite3.h>

#include <array>
#include <utility>

namespace fairlead::storage {

namespace {

constexpr int busy_timeout_ms = 5000;
/// Virtual machine steps between two looks at the interrupt: some tens of microseconds.
constexpr int steps_per_check = 10'000;

Error unavailable(std::string message, std::string detail) {
    return Error{Errc::unavailable, std::move(message), std::move(detail), nullptr,
                 std::chrono::seconds{5}};
}

/// Without its own memory statistics SQLite takes no global lock for each allocation, which
/// readers on several threads would all queue for.
void configure_once() {
    [[maybe_unused]] static const int configured = ::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
    struct Binder {
        sqlite3_stmt* statement;
        int index;
        // The parameters outlive the run, so SQLite need not copy them (SQLITE_STATIC is null).
        int operator()(std::monostate) const { return ::sqlite3_bind_null(statement, index); }
        int operator()(std::int64_t v) const { return ::sqlite3_bind_int64(statement, index, v); }
        int operator()(bool v) const { return ::sqlite3_bind_int(statement, index, v ? 1 : 0); }
        int operator()(const std::string& v) const { return text(v); }
        int operator()(const Bytes& v) const { return blob(v.data.data(), v.data.size()); }
        int operator()(const Json& v) const { return text(v.text); }
        int operator()(Time v) const {
            return ::sqlite3_bind_int64(statement, index, to_unix_ms(v));
        }
        int operator()(const Uuid& v) const { return blob(v.bytes.data(), v.bytes.size()); }

        int text(const std::string& v) const {
            return ::sqlite3_bind_text64(statement, index, v.data(), v.size(), nullptr,
                                         SQLITE_UTF8);
        }
        int blob(const void* data, std::size_t size) const {
            return ::sqlite3_bind_blob64(statement, index, data, size, nullptr);
        }
    };
    return std::visit(Binder{statement, index}, value);
}

/// A row's texts and bytes are about this long; more costs another allocation.
constexpr std::size_t usual_bytes = 512;

std::string_view bytes_of_value(sqlite3_value* value) {
    // The pointer first: asking for a text may move it.
    const void* data = ::sqlite3_value_blob(value);
    const int size = ::sqlite3_value_bytes(value);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

/// False: a number that is no integer.
bool add_cell(Row& row, sqlite3_value* value) {
    switch (::sqlite3_value_type(value)) {
        case SQLITE_NULL: row.add_null(); return true;
        case SQLITE_INTEGER: row.add_integer(::sqlite3_value_int64(value)); return true;
        case SQLITE_TEXT:
        case SQLITE_BLOB: row.add_bytes(bytes_of_value(value)); return true;
        default: return false;
    }
}

Result<void> add_row(Rows& answer, sqlite3_stmt* statement, int columns) {
    Row& row = answer.rows.emplace_back();
    row.reserve(static_cast<std::size_t>(columns), usual_bytes);
    for (int column = 0; column < columns; ++column) {
        // One look-up a cell: on a connection without mutexes its value may be asked everything.
        if (add_cell(row, ::sqlite3_column_value(statement, column))) continue;
        return Error{Errc::internal, "Something went wrong.",
                     "a statement answers a floating-point number; nothing here stores one"};
    }
    return ok();
}

/// Leaves the statement ready for its next run, whatever happened in this one.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
        ::sqlite3_reset(statement);
        ::sqlite3_clear_bindings(statement);
    }
};

}  // namespace

Error sqlite_error(sqlite3* handle, int code) {
    const int extended = handle != nullptr ? ::sqlite3_extended_errcode(handle) : code;
    std::string detail = "SQLite " + std::to_string(extended) + ": " +
                         (handle != nullptr ? ::sqlite3_errmsg(handle) : ::sqlite3_errstr(code));
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            return Error{Errc::conflict, "This conflicts with what is stored already.",
                         std::move(detail)};
        case SQLITE_FULL:
            return unavailable(
                "The database's disk is full. Free some space; Fairlead goes on by "
                "itself.",
                std::move(detail));
        case SQLITE_IOERR:
            return unavailable(
                "The database's disk does not read or write. Check the disk and the "
                "kernel's log.",
                std::move(detail));
        case SQLITE_READONLY:
            return unavailable(
                "The database is read-only. Give the user that runs Fairlead write "
                "access to the file and its directory.",
                std::move(detail));
        case SQLITE_CANTOPEN:
            return unavailable(
                "The database file cannot be opened. Check that its directory "
                "exists and who may write there.",
                std::move(detail));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return unavailable(
                "The database is locked by another program. Close it and try "
                "again.",
                std::move(detail));
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return unavailable(
                "The database file is damaged or no SQLite database. Restore a "
                "backup.",
                std::move(detail));
        case SQLITE_INTERRUPT:
            return Error{Errc::timeout, "The database took too long.", std::move(detail)};
        default: return Error{Errc::internal, "Something went wrong.", std::move(detail)};
    }
}

struct SqliteConnection::Statement {
    sqlite3_stmt* compiled = nullptr;
    /// index_of[n - 1] is SQLite's index of $n, 0 where the text does not use it: SQLite takes
    /// `$1` for a name and numbers names by first appearance.
    std::vector<int> index_of;
    TableSet reads;
    TableSet writes;
};

/// What the statement that is being prepared does, as SQLite tells its authorizer.
struct SqliteConnection::Access {
    TableSet reads;
    TableSet writes;
};

int SqliteConnection::note_access(void* access, int action, const char* first, const char*,
                                  const char*, const char*) {
    auto& noted = *static_cast<Access*>(access);
    switch (action) {
        case SQLITE_READ: noted.reads.add(first); break;
        case SQLITE_INSERT:
        case SQLITE_UPDATE: noted.writes.add(first); break;
        case SQLITE_SELECT:
        case SQLITE_FUNCTION:
        case SQLITE_RECURSIVE:
        case SQLITE_TRANSACTION:
        case SQLITE_SAVEPOINT: break;
        default: noted.writes = TableSet::all(); break;
    }
    return SQLITE_OK;
}

void SqliteConnection::Close::operator()(sqlite3* handle) const { ::sqlite3_close(handle); }

void SqliteConnection::Finalize::operator()(Statement* statement) const {
    ::sqlite3_finalize(statement->compiled);
    delete statement;
}

SqliteConnection::SqliteConnection(sqlite3* handle)
    : handle_(handle), access_(std::make_unique<Access>()) {}
SqliteConnection::~SqliteConnection() = default;
SqliteConnection::SqliteConnection(SqliteConnection&&) noexcept = default;
SqliteConnection& SqliteConnection::operator=(SqliteConnection&&) noexcept = default;

Result<SqliteConnection> SqliteConnection::open(const std::string& path, Mode mode, int cache_kib) {
    configure_once();
    const int flags =
        mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* raw = nullptr;
    // One thread at a time is our promise, so SQLite's own mutexes are left out.
    const int code = ::sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteConnection connection{raw};
    if (code != SQLITE_OK) return sqlite_error(raw, code);
    ::sqlite3_extended_result_codes(raw, 1);
    ::sqlite3_busy_timeout(raw, busy_timeout_ms);
    ::sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    ::sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    ::sqlite3_set_authorizer(raw, &note_access, connection.access_.get());
    if (const int added = add_uuid_number(raw); added != SQLITE_OK) return sqlite_error(raw, added);
    CHECK_OK(connection.execute("PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-" +
                                std::to_string(cache_kib)));
    // To look at every cell of a page takes a tenth of a reader's time; it is writing that makes
    // a damaged page worse.
    if (mode == Mode::read_write) CHECK_OK(connection.execute("PRAGMA cell_size_check=ON"));
    return connection;
}

Result<SqliteConnection::Statement*> SqliteConnection::prepared(std::string_view text) {
    // Sql only holds literals, so an address stands for one text for ever.
    auto& slot = statements_[text.data()];
    if (slot) return slot.get();
    std::unique_ptr<Statement, Finalize> statement{new Statement};
    const char* tail = nullptr;
    *access_ = {};
    const int code = ::sqlite3_prepare_v3(handle(), text.data(), static_cast<int>(text.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement->compiled, &tail);
    if (code != SQLITE_OK) return sqlite_error(handle(), code);
    statement->reads = access_->reads;
    statement->writes = access_->writes;
    const int count = ::sqlite3_bind_parameter_count(statement->compiled);
    for (int index = 1; index <= count; ++index) {
        const char* name = ::sqlite3_bind_parameter_name(statement->compiled, index);
        const int n = name != nullptr && *name == '$' ? std::atoi(name + 1) : 0;
        if (n < 1 || n > 999) {
            return Error{Errc::internal, "Something went wrong.",
                         "a statement has a parameter that is not $1, $2 …"};
        }
        const auto wanted = static_cast<std::size_t>(n);
        if (statement->index_of.size() < wanted) statement->index_of.resize(wanted);
        statement->index_of[wanted - 1] = index;
    }
    slot = std::move(statement);
    return slot.get();
}

Result<void> SqliteConnection::bind(const Statement& statement, const Params& params) {
    if (params.size() != statement.index_of.size()) {
        return Error{Errc::internal, "Something went wrong.",
                     "a statement wants " + std::to_string(statement.index_of.size()) +
                         " parameters and was given " + std::to_string(params.size())};
    }
    for (std::size_t i = 0; i < params.size(); ++i) {
        const int index = statement.index_of[i];
        if (index == 0) continue;
        const int code = bind_value(statement.compiled, index, params[i]);
        if (code != SQLITE_OK) return sqlite_error(handle(), code);
    }
    return ok();
}

Result<Rows> SqliteConnection::step(const Statement& statement) {
    sqlite3_stmt* compiled = statement.compiled;
    const int columns = ::sqlite3_column_count(compiled);
    Rows answer;
    int code = ::sqlite3_step(compiled);
    while (code == SQLITE_ROW) {
        CHECK_OK(add_row(answer, compiled, columns));
        code = ::sqlite3_step(compiled);
    }
    if (code != SQLITE_DONE) return sqlite_error(handle(), code);
    if (columns == 0) answer.changed = ::sqlite3_changes64(handle());
    return answer;
}

Result<Rows> SqliteConnection::run(const Sql& sql, const Params& params) {
    TRY(Statement* const statement, prepared(sql.sqlite));
    written_.add(statement->writes);
    const Reset reset{statement->compiled};
    CHECK_OK(bind(*statement, params));
    return step(*statement);
}

Result<TableSet> SqliteConnection::tables_read_by(const Sql& sql) {
    TRY(const Statement* const statement, prepared(sql.sqlite));
    return statement->reads;
}

TableSet SqliteConnection::take_written() { return std::exchange(written_, TableSet{}); }

Result<void> SqliteConnection::execute(const std::string& script) {
    const int code = ::sqlite3_exec(handle(), script.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(handle(), code);
    return ok();
}

Result<std::int64_t> SqliteConnection::integer(const std::string& query) {
    sqlite3_stmt* raw = nullptr;
    int code = ::sqlite3_prepare_v2(handle(), query.c_str(), -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&::sqlite3_finalize)> compiled{
        raw, &::sqlite3_finalize};
    if (code != SQLITE_OK) return sqlite_error(handle(), code);
    code = ::sqlite3_step(raw);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return sqlite_error(handle(), code);
    return code == SQLITE_ROW ? ::sqlite3_column_int64(raw, 0) : 0;
}

bool SqliteConnection::is_idle() const { return ::sqlite3_get_autocommit(handle()) != 0; }

void SqliteConnection::set_interrupt(std::function<bool()> should_stop) {
    should_stop_ = std::make_unique<std::function<bool()>>(std::move(should_stop));
    ::sqlite3_progress_handler(
        handle(), steps_per_check,
        [](void* asked) { return (*static_cast<std::function<bool()>*>(asked))() ? 1 : 0; },
        should_stop_.get());
}

}  // namespace fairlead::storage
