// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_schema.h"

namespace fairlead::storage {

namespace {

/// "FLRD", as in the files' application id: one node changes the schema at a time.
constexpr auto lock_script = "SELECT pg_advisory_lock(1179406916)";
constexpr auto unlock_script = "SELECT pg_advisory_unlock(1179406916)";
constexpr auto create_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, "
    "name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL)";
constexpr auto has_table =
    "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() "
    "AND tablename = 'schema_migrations'";
constexpr auto other_tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
constexpr auto record_step =
    "INSERT INTO schema_migrations (version, name, checksum, applied_at) "
    "VALUES ($1, $2, $3, clock_timestamp())";

std::string checksum(const Migration& step) { return checksum_of(step.postgres); }

Result<std::vector<AppliedMigration>> applied_migrations(PostgresSession& session) {
    std::vector<AppliedMigration> applied;
    TRY(const auto exists, session.integer(has_table));
    if (exists == 0) {
        TRY(const auto others, session.integer(other_tables));
        if (others == 0) return applied;
        return Error{Errc::conflict, session.place() +
                                         " holds tables of another program. Give Fairlead a "
                                         "database, or a schema, of its own."};
    }
    TRY(const auto rows,
        session.run("SELECT version, checksum FROM schema_migrations ORDER BY version"));
    for (const auto& row : rows) applied.push_back({row.integer(0), row.text(1)});
    return applied;
}

Result<void> apply_inside(PostgresSession& owner, const Migration& step) {
    CHECK_OK(owner.execute(std::string{step.postgres}));
    CHECK_OK(owner.run(record_step, {step.version, std::string{step.name}, checksum(step)}));
    return owner.execute("COMMIT");
}

Result<void> apply(PostgresSession& owner, const Migration& step) {
    CHECK_OK(owner.execute("BEGIN"));
    auto applied = apply_inside(owner, step);
    if (applied) return applied;
    std::ignore = owner.execute("ROLLBACK");
    auto error = std::move(applied).error();
    error.message = "Schema step " + std::to_string(step.version) + " (" + std::string{step.name} +
                    ") failed and was undone. " + error.message;
    return error;
}

Result<void> apply_pending(PostgresSession& owner, std::span<const Migration> migrations) {
    TRY(const auto applied, applied_migrations(owner));
    TRY(const auto pending, pending_migrations(migrations, applied, checksum));
    if (!pending.empty()) CHECK_OK(owner.execute(create_table));
    for (const auto& step : pending) CHECK_OK(apply(owner, step));
    return ok();
}

std::int64_t last_of(std::span<const Migration> migrations) {
    return migrations.empty() ? 0 : migrations.back().version;
}

}  // namespace

Result<std::int64_t> migrate_postgres(PostgresSession& owner,
                                      std::span<const Migration> migrations) {
    CHECK_OK(owner.execute(lock_script));
    const auto applied = apply_pending(owner, migrations);
    std::ignore = owner.execute(unlock_script);
    if (!applied) return applied.error();
    return last_of(migrations);
}

Result<std::int64_t> check_postgres_schema(PostgresSession& session,
                                           std::span<const Migration> migrations) {
    TRY(const auto applied, applied_migrations(session));
    TRY(const auto pending, pending_migrations(migrations, applied, checksum));
    if (pending.empty()) return last_of(migrations);
    return Error{Errc::conflict, session.place() +
                                     ": the schema is older than this Fairlead. Back the database "
                                     "up and run `fairlead migrate`."};
}

}  // namespace fairlead::storage
