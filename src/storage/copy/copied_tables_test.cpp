// SPDX-License-Identifier: Apache-2.0
//
// Holds the list of copied tables against the schema that the migrations make: what is forgotten
// there would be lost in a move.
#include "storage/copy/copied_tables.h"

#include "storage/copy/copy_fixture.h"
#include "storage/copy/sealed_values.h"

#include <set>

namespace fairlead::storage {
namespace {

using Names = std::set<std::string>;

class CopiedTablesTest : public CopyFixture {
protected:
    Names ask_file(const std::string& query) {
        auto side = from_file();
        return first_column((*side)->run(query, {}));
    }
    Names ask_server(const std::string& query) {
        return first_column(PostgresSession::open(address())->run(query));
    }
    static Names first_column(const Result<Rows>& rows) {
        EXPECT_TRUE(rows);
        Names names;
        for (const Row& row : *rows) names.insert(row.text(0));
        return names;
    }
};

TEST_F(CopiedTablesTest, AreTheWholeSchema) {
    Names listed;
    for (const CopiedTable& table : copied_tables()) listed.insert(table.name);
    for (const UncopiedTable& table : uncopied_tables()) listed.insert(table.name);
    EXPECT_EQ(listed, ask_file("SELECT name FROM sqlite_schema WHERE type = 'table' "
                               "AND name NOT LIKE 'sqlite_%'"));
    EXPECT_EQ(listed, ask_server("SELECT CAST(tablename AS text) FROM pg_tables "
                                 "WHERE schemaname = current_schema()"));
}

TEST_F(CopiedTablesTest, AreWalkedByTheirPrimaryKey) {
    Names listed;
    for (const CopiedTable& table : copied_tables()) {
        std::string text = table.name;
        for (const char* const column : table.key) text += std::string{" "} + column;
        listed.insert(text);
    }
    const Names keys = ask_server(
        "SELECT CAST(i.indrelid AS regclass)::text || ' ' || string_agg(a.attname, ' ' ORDER BY "
        "k.n) "
        "FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, n) "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
        "JOIN pg_class c ON c.oid = i.indrelid "
        "WHERE i.indisprimary AND c.relnamespace = CAST(current_schema() AS regnamespace) "
        "AND c.relname NOT IN ('nodes', 'schema_migrations', 'unfinished_copy') GROUP BY "
        "i.indrelid");
    EXPECT_EQ(listed, keys);
}

TEST_F(CopiedTablesTest, KnowEveryCounter) {
    Names listed;
    for (const CopiedTable& table : copied_tables()) {
        if (table.counter != nullptr) listed.insert(table.name);
    }
    EXPECT_EQ(listed, ask_file("SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'"));
    EXPECT_EQ(listed, ask_server("SELECT table_name::text FROM information_schema.columns "
                                 "WHERE is_identity = 'YES' AND table_schema = current_schema()"));
}

// Each table stands behind those it refers to.
TEST_F(CopiedTablesTest, ComeAfterWhatTheyReferTo) {
    Names copied;
    for (const CopiedTable& table : copied_tables()) {
        copied.insert(table.name);
        const Names needed = ask_file("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('" +
                                      std::string{table.name} + "')");
        for (const std::string& name : needed) {
            EXPECT_TRUE(copied.contains(name)) << table.name << " before " << name;
        }
    }
}

TEST_F(CopiedTablesTest, EveryColumnOfBytesIsSealedOrKnownNotToBe) {
    // Hashes, ids and packed counts: nothing opens them.
    Names known{"sessions token_hash", "api_keys hash", "connect_sessions token_hash",
                "audit_counts entries"};
    known.insert("connections key_wrapped");  // PostgreSQL's copy of its data key's
    for (const SealedColumn& column : sealed_columns()) {
        known.insert(std::string{column.table} + " " + column.column);
    }
    EXPECT_EQ(known, ask_server("SELECT table_name || ' ' || column_name FROM "
                                "information_schema.columns WHERE data_type = 'bytea' "
                                "AND table_schema = current_schema()"));
}

TEST_F(CopiedTablesTest, EverySealedValueIsShownOnBothSides) {
    ASSERT_TRUE(copy_to_server());
    auto file = from_file();
    auto server = PostgresSide::open_source(address());
    ASSERT_TRUE(file && server);
    for (const SealedColumn& column : sealed_columns()) {
        std::vector<std::string> in_file;
        std::vector<std::string> on_server;
        const auto into = [](std::vector<std::string>& seen) {
            return [&seen](const SealedValue& value) -> Result<void> {
                seen.push_back(value.row.text() + (value.key ? value.key->wrapped : "") +
                               value.sealed);
                return ok();
            };
        };
        ASSERT_TRUE(each_sealed_value(**file, column, into(in_file)));
        ASSERT_TRUE(each_sealed_value(**server, column, into(on_server)));
        EXPECT_EQ(in_file, on_server) << column.table << '.' << column.column;
        const std::string table = column.table;
        const auto total = (*file)->run(
            "SELECT count(*) FROM " + table + " WHERE " + column.column + " IS NOT NULL", {});
        EXPECT_EQ(static_cast<std::int64_t>(in_file.size()), total->front().integer(0)) << table;
    }
}

}  // namespace
}  // namespace fairlead::storage
