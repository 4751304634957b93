// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_schema.h"

namespace fairlead::storage {

namespace {

/// "FLRD": tells our files from other programs' (`PRAGMA application_id`).
constexpr std::int64_t application_id = 0x464c5244;

constexpr Sql applied_sql{"SELECT version, checksum FROM schema_migrations ORDER BY version"};
constexpr Sql record_sql{
    "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"};

constexpr auto create_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
    "applied_at INTEGER NOT NULL) STRICT";

Result<std::vector<AppliedMigration>> applied_migrations(SqliteConnection& connection) {
    TRY(const auto exists, connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = "
                                              "'schema_migrations'"));
    std::vector<AppliedMigration> applied;
    if (exists == 0) return applied;
    TRY(const auto rows, connection.run(applied_sql, Params{}));
    for (const auto& row : rows) applied.push_back({row.integer(0), row.text(1)});
    return applied;
}

Result<void> apply_inside(SqliteConnection& connection, const Migration& step, Time now) {
    CHECK_OK(connection.execute(std::string{step.sqlite}));
    const Params params{step.version, std::string{step.name}, checksum_of(step.sqlite), now};
    CHECK_OK(connection.run(record_sql, params));
    return connection.execute("COMMIT");
}

Result<void> apply(SqliteConnection& connection, const Migration& step, Time now) {
    CHECK_OK(connection.execute("BEGIN IMMEDIATE"));
    auto applied = apply_inside(connection, step, now);
    if (applied) return applied;
    if (!connection.is_idle()) CHECK_OK(connection.execute("ROLLBACK"));
    auto error = std::move(applied).error();
    error.message = "Schema step " + std::to_string(step.version) + " (" + std::string{step.name} +
                    ") failed and was undone. " + error.message;
    return error;
}

}  // namespace

Result<void> require_ours(SqliteConnection& connection) {
    TRY(const auto id, connection.integer("PRAGMA application_id"));
    if (id == application_id) return ok();
    TRY(const auto tables, connection.integer("SELECT count(*) FROM sqlite_schema"));
    if (id != 0 || tables != 0) {
        return Error{Errc::conflict,
                     "The file is an SQLite database of another program. Point "
                     "Fairlead at a file of its own."};
    }
    return connection.execute("PRAGMA application_id=" + std::to_string(application_id));
}

Result<std::int64_t> prepare_schema(SqliteConnection& connection,
                                    std::span<const Migration> migrations, Migrate migrate,
                                    const Clock& clock) {
    TRY(const auto applied, applied_migrations(connection));
    TRY(const auto pending, pending_migrations(migrations, applied, [](const Migration& step) {
            return checksum_of(step.sqlite);
        }));
    if (!pending.empty() && migrate == Migrate::no) {
        return Error{Errc::conflict,
                     "The database's schema is older than this Fairlead. Back it "
                     "up and run `fairlead migrate`."};
    }
    if (!pending.empty()) CHECK_OK(connection.execute(create_table));
    for (const auto& step : pending) CHECK_OK(apply(connection, step, clock.now()));
    return migrations.empty() ? 0 : migrations.back().version;
}

}  // namespace fairlead::storage
