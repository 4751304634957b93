// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/postgres_side.h"

#include "base/text.h"
#include "storage/copy/table_plan.h"
#include "storage/postgres/postgres_schema.h"

namespace fairlead::storage {

namespace {

constexpr auto name_session = "SET application_name = 'fairlead-copy'";
constexpr auto sees_all =
    "SELECT CAST(rolname AS text), rolsuper OR rolbypassrls OR "
    "pg_has_role(current_user, 'fairlead_service', 'USAGE') "
    "FROM pg_roles WHERE rolname = current_user";
constexpr auto begin_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// "FLRC": one copy writes a database at a time. Ends with the session.
constexpr auto try_lock = "SELECT pg_try_advisory_lock(1179406915)";

Result<void> require_all_rows(PostgresSession& session) {
    TRY(const auto rows, session.run(sees_all));
    if (rows.front().boolean(1)) return ok();
    const std::string role = rows.front().text(0);
    return Error{Errc::conflict,
                 session.place() + ": the role " + role +
                     " does not see every row. Use the address of "
                     "FAIRLEAD_DATABASE_SERVICE_URL, or GRANT fairlead_service TO " +
                     role + "."};
}

std::string sequence_of(const CopiedTable& table) {
    return std::string{table.name} + "_" + table.counter + "_seq";
}

std::string insert_text(const TablePlan& plan, std::size_t rows) {
    const std::size_t width = plan.columns.size();
    std::string text =
        "INSERT INTO " + quoted(plan.table->name) + " (" + listed(plan.column_names()) + ")" +
        (plan.table->counter == nullptr ? "" : " OVERRIDING SYSTEM VALUE") + " VALUES ";
    for (std::size_t row = 0; row < rows; ++row) {
        text += (row == 0 ? "(" : ", (") + placeholders(row * width + 1, width) + ")";
    }
    return text + replacement(plan);
}

}  // namespace

PostgresSide::PostgresSide(PostgresSession session, PostgresUse use)
    : session_(std::move(session)), use_(std::move(use)) {}

Result<std::unique_ptr<PostgresSide>> PostgresSide::open(const Secret& address) {
    TRY(auto use, PostgresUse::open(address));
    TRY(auto session, PostgresSession::open(address));
    CHECK_OK(session.execute(name_session));
    CHECK_OK(check_postgres_schema(session, embedded_migrations()));
    CHECK_OK(require_all_rows(session));
    CHECK_OK(use.refuse_if_used());
    return std::unique_ptr<PostgresSide>{new PostgresSide{std::move(session), std::move(use)}};
}

Result<std::unique_ptr<PostgresSide>> PostgresSide::open_source(const Secret& address) {
    TRY(auto side, open(address));
    CHECK_OK(side->execute(begin_snapshot));
    return side;
}

Result<std::unique_ptr<PostgresSide>> PostgresSide::open_target(const Secret& address) {
    TRY(auto side, open(address));
    TRY(const auto locked, side->session_.run(try_lock));
    if (locked.front().boolean(0)) return side;
    return Error{Errc::conflict, side->place() + ": another copy is writing there. Wait for it."};
}

Result<Rows> PostgresSide::run(const std::string& text, const Params& params) {
    return session_.run(text, params);
}

Result<void> PostgresSide::execute(const std::string& script) { return session_.execute(script); }

Result<void> PostgresSide::insert(const TablePlan& plan, std::vector<Params> rows) {
    if (rows.empty()) return ok();
    const std::string text = insert_text(plan, rows.size());
    Params all;
    all.reserve(rows.size() * plan.columns.size());
    for (Params& row : rows) {
        for (Value& value : row) all.push_back(std::move(value));
    }
    CHECK_OK(session_.run(text, all));
    return ok();
}

bool PostgresSide::takes(std::string_view text) const {
    return text.find('\0') == std::string_view::npos && is_valid_utf8(text);
}

Result<std::int64_t> PostgresSide::counter(const CopiedTable& table) {
    return session_.integer("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM " +
                            quoted(sequence_of(table)));
}

Result<void> PostgresSide::set_counter(const CopiedTable& table, std::int64_t last) {
    CHECK_OK(
        session_.run("SELECT setval(CAST($1 AS regclass), greatest($2, 1), CAST($2 AS bigint) > 0)",
                     {sequence_of(table), last}));
    return ok();
}

Result<void> PostgresSide::count_rows_anew() {
    return session_.execute("SELECT count_rows_anew()");
}

}  // namespace fairlead::storage
