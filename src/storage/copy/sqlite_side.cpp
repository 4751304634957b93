// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/sqlite_side.h"

#include "storage/copy/table_plan.h"
#include "storage/sqlite/sqlite_database.h"

#include <unistd.h>

namespace fairlead::storage {

namespace {

constexpr int cache_kib = 16384;

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Error about(const std::string& path, Error error) {
    error.message = path + ": " + error.message;
    return error;
}

Result<void> check(SqliteConnection& connection, SqliteConnection::Mode mode, const Clock& clock) {
    if (mode == SqliteConnection::Mode::read_write) {
        CHECK_OK(connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"));
    }
    CHECK_OK(require_ours(connection));
    CHECK_OK(prepare_schema(connection, embedded_migrations(), Migrate::no, clock));
    return ok();
}

/// One row: what the parameters say, then what is made of it.
std::string insert_text(const TablePlan& plan) {
    std::string names;
    std::string given;
    std::string taken;
    std::size_t n = 0;
    for (const std::string& name : plan.column_names()) {
        const char* const comma = n == 0 ? "" : ", ";
        names += comma + quoted(name);
        taken += comma + std::string{"source."} + quoted(name);
        given += comma + std::string{"$"} + std::to_string(++n) + " AS " + quoted(name);
    }
    for (const DerivedColumn& derived : plan.table->derived) {
        if (derived.expression == nullptr) continue;
        names += ", " + quoted(derived.name);
        taken += std::string{", "} + derived.expression;
    }
    // Without the WHERE, an ON CONFLICT behind it would be read as a join's.
    return "INSERT INTO " + quoted(plan.table->name) + " (" + names + ") SELECT " + taken +
           " FROM (SELECT " + given + ") AS source WHERE true" + replacement(plan);
}

}  // namespace

SqliteSide::SqliteSide(std::string path, LockFile lock, SqliteConnection connection)
    : path_(std::move(path)), lock_(std::move(lock)), connection_(std::move(connection)) {}

Result<std::unique_ptr<SqliteSide>> SqliteSide::open(const std::string& path,
                                                     SqliteConnection::Mode mode,
                                                     const Clock& clock) {
    TRY(auto lock, LockFile::take(path + ".lock", "The database " + path));
    auto connection = SqliteConnection::open(path, mode, cache_kib);
    if (!connection) return about(path, std::move(connection).error());
    if (const auto good = check(*connection, mode, clock); !good) return about(path, good.error());
    return std::unique_ptr<SqliteSide>{
        new SqliteSide{path, std::move(lock), *std::move(connection)}};
}

Result<std::unique_ptr<SqliteSide>> SqliteSide::open_source(const std::string& path,
                                                            const Clock& clock) {
    if (!is_there(path)) {
        return Error{Errc::not_found, "There is no database " + path +
                                          ". Name the data directory of the server, or its "
                                          "fairlead.db."};
    }
    TRY(auto side, open(path, SqliteConnection::Mode::read_only, clock));
    CHECK_OK(side->execute("BEGIN"));
    return side;
}

Result<std::unique_ptr<SqliteSide>> SqliteSide::open_target(const std::string& path,
                                                            const Clock& clock) {
    if (!is_there(path)) CHECK_OK(SqliteDatabase::open({.path = path}, clock));
    return open(path, SqliteConnection::Mode::read_write, clock);
}

Result<Rows> SqliteSide::run(const std::string& text, const Params& params) {
    Sql sql{""};
    sql.sqlite = *texts_.insert(text).first;
    return connection_.run(sql, params);
}

Result<void> SqliteSide::execute(const std::string& script) { return connection_.execute(script); }

Result<void> SqliteSide::insert(const TablePlan& plan, std::vector<Params> rows) {
    const std::string text = insert_text(plan);
    for (const Params& row : rows) CHECK_OK(run(text, row));
    return ok();
}

Result<std::int64_t> SqliteSide::counter(const CopiedTable& table) {
    TRY(const auto rows,
        run("SELECT seq FROM sqlite_sequence WHERE name = $1", {std::string{table.name}}));
    return rows.empty() ? 0 : rows.front().integer(0);
}

Result<void> SqliteSide::set_counter(const CopiedTable& table, std::int64_t last) {
    const std::string name = table.name;
    TRY(const auto updated,
        run("UPDATE sqlite_sequence SET seq = $2 WHERE name = $1", {name, last}));
    if (updated.changed > 0 || last == 0) return ok();
    CHECK_OK(run("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", {name, last}));
    return ok();
}

}  // namespace fairlead::storage
