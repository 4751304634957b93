// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/table_plan.h"

#include "base/text.h"

#include <algorithm>
#include <map>

namespace fairlead::storage {

namespace {

constexpr auto sqlite_columns = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
constexpr auto postgres_columns =
    "SELECT CAST(a.attname AS text), CAST(t.typname AS text) "
    "FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
    "WHERE a.attrelid = CAST($1 AS regclass) AND a.attnum > 0 AND NOT a.attisdropped "
    "ORDER BY a.attnum";

Error schemas_differ(const std::string& what) {
    return Error{Errc::internal,
                 "The two databases' schemas differ, so nothing was copied. This is a fault of "
                 "Fairlead: please report it.",
                 what};
}

Result<ColumnKind> kind_of(const std::string& type) {
    static const std::map<std::string, ColumnKind> kinds{
        {"uuid", ColumnKind::uuid},       {"text", ColumnKind::text},
        {"json", ColumnKind::json},       {"bytea", ColumnKind::bytes},
        {"int8", ColumnKind::integer},    {"bool", ColumnKind::boolean},
        {"timestamptz", ColumnKind::time}};
    const auto found = kinds.find(type);
    if (found == kinds.end()) return schemas_differ("a column's type is " + type);
    return found->second;
}

Result<std::vector<CopiedColumn>> columns_of(CopySide& postgres, const CopiedTable& table) {
    TRY(const auto rows, postgres.run(postgres_columns, {std::string{table.name}}));
    std::vector<CopiedColumn> columns;
    for (const Row& row : rows) {
        const auto& triggered = table.triggered;
        if (std::find(triggered.begin(), triggered.end(), row.bytes(0)) != triggered.end())
            continue;
        TRY(const ColumnKind kind, kind_of(row.text(1)));
        columns.push_back({row.text(0), kind});
    }
    return columns;
}

/// SQLite has the same columns, and those we know how to make.
Result<void> compare(CopySide& sqlite, const TablePlan& plan) {
    std::vector<std::string> wanted = plan.column_names();
    for (const DerivedColumn& derived : plan.table->derived) wanted.emplace_back(derived.name);
    for (const char* triggered : plan.table->triggered) wanted.emplace_back(triggered);
    TRY(const auto rows, sqlite.run(sqlite_columns, {std::string{plan.table->name}}));
    std::vector<std::string> present;
    for (const Row& row : rows) present.push_back(row.text(0));
    std::sort(wanted.begin(), wanted.end());
    std::sort(present.begin(), present.end());
    if (wanted == present) return ok();
    return schemas_differ(std::string{plan.table->name} + " has " + join(present, " ") +
                          " and not " + join(wanted, " "));
}

Result<void> find_key(TablePlan& plan) {
    for (const std::string name : plan.table->key) {
        const auto found =
            std::find_if(plan.columns.begin(), plan.columns.end(),
                         [&name](const CopiedColumn& column) { return column.name == name; });
        if (found == plan.columns.end()) {
            return schemas_differ(std::string{plan.table->name} + " has no " + name);
        }
        plan.key.push_back(static_cast<std::size_t>(found - plan.columns.begin()));
    }
    return ok();
}

void write_statements(TablePlan& plan) {
    const auto& key = plan.table->key;
    const std::string select =
        "SELECT " + listed(plan.column_names()) + " FROM " + quoted(plan.table->name);
    const std::string order = " ORDER BY " + listed(key);
    std::string descending;
    for (const char* const name : key) {
        descending += (descending.empty() ? "" : ", ") + quoted(name) + " DESC";
    }
    plan.first_page = select + order + " LIMIT $1";
    plan.next_page = select + " WHERE (" + listed(key) + ") > (" + placeholders(1, key.size()) +
                     ")" + order + " LIMIT $" + std::to_string(key.size() + 1);
    plan.last_row = select + " ORDER BY " + descending + " LIMIT 1";
}

Result<TablePlan> plan_table(CopySide& sqlite, CopySide& postgres, const CopiedTable& table) {
    TablePlan plan;
    plan.table = &table;
    TRY(plan.columns, columns_of(postgres, table));
    CHECK_OK(compare(sqlite, plan));
    CHECK_OK(find_key(plan));
    write_statements(plan);
    return plan;
}

}  // namespace

std::vector<std::string> TablePlan::column_names() const {
    std::vector<std::string> names;
    for (const CopiedColumn& column : columns) names.push_back(column.name);
    return names;
}

Result<std::vector<TablePlan>> plan_tables(CopySide& sqlite, CopySide& postgres) {
    std::vector<TablePlan> plans;
    for (const CopiedTable& table : copied_tables()) {
        TRY(auto plan, plan_table(sqlite, postgres, table));
        plans.push_back(std::move(plan));
    }
    return plans;
}

Result<Rows> read_page(CopySide& side, const TablePlan& plan, const Row* after,
                       std::int64_t limit) {
    if (after == nullptr) return side.run(plan.first_page, {limit});
    Params params;
    for (const std::size_t column : plan.key) {
        TRY(auto value, value_of(*after, column, plan.columns[column].kind));
        params.push_back(std::move(value));
    }
    params.emplace_back(limit);
    return side.run(plan.next_page, params);
}

Result<Value> value_of(const Row& row, std::size_t column, ColumnKind kind) {
    if (row.is_null(column)) return Value{std::monostate{}};
    switch (kind) {
        case ColumnKind::uuid:
            if (row.bytes(column).size() != sizeof(Uuid::bytes)) {
                return Error{Errc::internal, "A stored id is no id: the database is damaged."};
            }
            return Value{row.uuid(column)};
        case ColumnKind::text: return Value{row.text(column)};
        case ColumnKind::json: return Value{row.json(column)};
        case ColumnKind::bytes: return Value{Bytes{row.text(column)}};
        case ColumnKind::integer: return Value{row.integer(column)};
        case ColumnKind::boolean: return Value{row.boolean(column)};
        case ColumnKind::time: return Value{row.time(column)};
    }
    return Error{Errc::internal, "Something went wrong.", "a column's kind is unknown"};
}

Result<Params> values_of(const TablePlan& plan, const Row& row) {
    Params values;
    values.reserve(plan.columns.size());
    for (std::size_t column = 0; column < plan.columns.size(); ++column) {
        TRY(auto value, value_of(row, column, plan.columns[column].kind));
        values.push_back(std::move(value));
    }
    return values;
}

std::string key_text(const TablePlan& plan, const Row& row) {
    std::vector<std::string> parts;
    for (const std::size_t column : plan.key) {
        switch (plan.columns[column].kind) {
            case ColumnKind::uuid: parts.push_back(row.uuid(column).text()); break;
            case ColumnKind::text: parts.push_back(row.text(column)); break;
            default: parts.push_back(std::to_string(row.integer(column)));
        }
    }
    return join(parts, " ");
}

std::string quoted(std::string_view name) { return "\"" + std::string{name} + "\""; }

std::string placeholders(std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t n = first; n < first + count; ++n) {
        text += (n == first ? "$" : ", $") + std::to_string(n);
    }
    return text;
}

std::string replacement(const TablePlan& plan) {
    if (!plan.table->is_seeded) return "";
    std::string text = " ON CONFLICT (" + listed(plan.table->key) + ") DO UPDATE SET ";
    bool is_first = true;
    for (const std::string& name : plan.column_names()) {
        const auto& key = plan.table->key;
        if (std::find(key.begin(), key.end(), name) != key.end()) continue;
        text += (is_first ? "" : ", ") + quoted(name) + " = excluded." + quoted(name);
        is_first = false;
    }
    return text;
}

}  // namespace fairlead::storage
