// SPDX-License-Identifier: Apache-2.0
#include "support/table_rows.h"

#include "base/text.h"
#include "storage/temporary_database.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace fairlead::tests {
namespace {

/// The first column of what a statement answers.
class Asked {
public:
    virtual ~Asked() = default;
    virtual std::vector<std::string> column(const std::string& statement) = 0;
    /// Of all tables.
    virtual std::vector<std::string> tables() = 0;
    virtual std::vector<std::string> columns(const std::string& table) = 0;
    /// A statement for a row in one text, of these columns alone.
    virtual std::string whole_rows(const std::string& table,
                                   const std::vector<std::string>& columns) = 0;
};

class AskedSqlite final : public Asked {
public:
    explicit AskedSqlite(const std::string& path) {
        if (::sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
            throw Failure{"cannot open " + path};
        ::sqlite3_busy_timeout(database_, 5000);
    }
    ~AskedSqlite() override { ::sqlite3_close_v2(database_); }
    AskedSqlite(const AskedSqlite&) = delete;
    AskedSqlite& operator=(const AskedSqlite&) = delete;

    std::vector<std::string> column(const std::string& statement) override {
        sqlite3_stmt* prepared = nullptr;
        if (::sqlite3_prepare_v2(database_, statement.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
            throw Failure{statement + ": " + ::sqlite3_errmsg(database_)};
        std::vector<std::string> texts;
        while (::sqlite3_step(prepared) == SQLITE_ROW) {
            texts.emplace_back(reinterpret_cast<const char*>(::sqlite3_column_text(prepared, 0)));
        }
        ::sqlite3_finalize(prepared);
        return texts;
    }
    std::vector<std::string> tables() override {
        return column(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    }
    std::vector<std::string> columns(const std::string& table) override {
        return column("SELECT name FROM pragma_table_info('" + table + "')");
    }
    std::string whole_rows(const std::string& table,
                           const std::vector<std::string>& columns) override {
        std::vector<std::string> parts;
        for (const std::string& name : columns) {
            parts.push_back("'" + name + "=' || quote(" + name + ")");
        }
        return "SELECT " + join(parts, " || ' ' || ") + " FROM " + table;
    }

private:
    sqlite3* database_ = nullptr;
};

class AskedPostgres final : public Asked {
public:
    /// As the owner, whom no policy holds.
    explicit AskedPostgres(const AppUnderTest& app)
        : session_(must(storage::PostgresSession::open(app.database_address()))) {}

    std::vector<std::string> column(const std::string& statement) override {
        std::vector<std::string> texts;
        const storage::Rows rows = must(session_.run(statement));
        for (const storage::Row& row : rows) texts.push_back(row.text(0));
        return texts;
    }
    std::vector<std::string> tables() override {
        return column(
            "SELECT CAST(relname AS text) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = CAST(current_schema() AS regnamespace)");
    }
    std::vector<std::string> columns(const std::string& table) override {
        return column(
            "SELECT CAST(attname AS text) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped "
            "AND attrelid = CAST('" +
            table + "' AS regclass)");
    }
    std::string whole_rows(const std::string& table,
                           const std::vector<std::string>& columns) override {
        return "SELECT CAST(row_to_json(one) AS text) FROM (SELECT " + join(columns, ", ") +
               " FROM " + table + ") AS one";
    }

private:
    storage::PostgresSession session_;
};

std::unique_ptr<Asked> asked_of(const AppUnderTest& app) {
    if (storage::engine_under_test() == storage::Engine::postgres)
        return std::make_unique<AskedPostgres>(app);
    return std::make_unique<AskedSqlite>(app.data_directory() + "/fairlead.db");
}

void tell_missing(std::string& text, const char* what, const std::vector<std::string>& rows,
                  const std::vector<std::string>& among, const std::string& table) {
    std::vector<std::string> missing;
    std::ranges::set_difference(rows, among, std::back_inserter(missing));
    for (const std::string& row : missing) text += table + ": " + what + " " + row + "\n";
}

}  // namespace

TableRows table_rows(const AppUnderTest& app, const std::set<std::string>& left_out) {
    const auto database = asked_of(app);
    TableRows all;
    for (const std::string& table : database->tables()) {
        if (left_out.contains(table)) continue;
        auto columns = database->columns(table);
        std::erase_if(columns,
                      [&](const auto& name) { return left_out.contains(table + "." + name); });
        auto rows = database->column(database->whole_rows(table, columns));
        std::ranges::sort(rows);
        all.emplace(table, std::move(rows));
    }
    return all;
}

std::vector<std::string> rows_of(const AppUnderTest& app, const std::string& table,
                                 const std::vector<std::string>& columns) {
    const auto database = asked_of(app);
    auto rows = database->column(database->whole_rows(table, columns));
    std::ranges::sort(rows);
    return rows;
}

std::string changed_rows(const TableRows& before, const TableRows& after) {
    std::string text;
    for (const auto& [table, rows] : before) {
        const auto found = after.find(table);
        const auto& now = found == after.end() ? std::vector<std::string>{} : found->second;
        tell_missing(text, "gone", rows, now, table);
        tell_missing(text, "new", now, rows, table);
    }
    return text;
}

}  // namespace fairlead::tests
