// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/fail_point.h"
#include "base/fixed_random.h"
#include "base/temporary_directory.h"
#include "storage/copy/copy.h"
#include "storage/copy/postgres_side.h"
#include "storage/copy/row_hash.h"
#include "storage/copy/sqlite_side.h"
#include "storage/copy/unfinished_copy.h"
#include "storage/postgres/private_postgres.h"
#include "storage/sqlite/sqlite_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::storage {

/// For tests: an embedded database with rows in every table, an empty one, and an empty PostgreSQL
/// database.
class CopyFixture : public testing::Test {
protected:
    static constexpr Time start = from_unix_ms(1'700'000'000'000);
    /// More than a batch of them.
    static constexpr int users = 503;

    CopyFixture() {
        make(source_);
        fill(source_);
    }
    ~CopyFixture() override {
        static_cast<void>(fail_points::set(""));
        server_.drop_database(name_);
    }

    void make(const std::string& path) const {
        ASSERT_TRUE(SqliteDatabase::open({.path = path}, clock_));
    }
    static void fill(const std::string& path);
    static void change_file(const std::string& path, const std::string& script) {
        auto file = SqliteConnection::open(path, SqliteConnection::Mode::read_write, 1000);
        ASSERT_TRUE(file) << file.error().message;
        const auto done = file->execute(script);
        ASSERT_TRUE(done) << done.error().detail;
    }
    static std::int64_t count(const std::string& path, const std::string& query) {
        auto file = SqliteConnection::open(path, SqliteConnection::Mode::read_only, 1000);
        return file->integer(query).value();
    }
    void change_server(const std::string& script) {
        const auto done = PostgresSession::open(address("owner"))->execute(script);
        ASSERT_TRUE(done) << done.error().detail;
    }
    Secret address(const std::string& role = "service") { return server_.address(name_, role); }

    Result<std::unique_ptr<SqliteSide>> from_file() {
        return SqliteSide::open_source(source_, clock_);
    }
    Result<std::unique_ptr<SqliteSide>> into_file() {
        return SqliteSide::open_target(back_, clock_);
    }

    /// All of a copy; the error that ended it.
    Result<void> copy(CopySide& from, CopySide& to, CopySide& sqlite, CopySide& postgres) {
        TRY(const auto plans, plan_tables(sqlite, postgres));
        CHECK_OK(begin_copy(from, to, plans, clock_, say_));
        CHECK_OK(copy_rows(from, to, plans, say_));
        CHECK_OK(compare(from, to, plans, say_));
        return forget_unfinished_copy(to);
    }
    Result<void> copy_to_server() {
        TRY(const auto from, from_file());
        TRY(const auto to, PostgresSide::open_target(address()));
        return copy(*from, *to, *from, *to);
    }
    Result<void> copy_back() {
        TRY(const auto from, PostgresSide::open_source(address()));
        TRY(const auto to, into_file());
        return copy(*from, *to, *to, *from);
    }
    /// What each table of the embedded database holds, with the schema that the server has.
    std::vector<TableProof> proofs_of(const std::string& path) {
        auto file = SqliteSide::open_source(path, clock_);
        auto server = PostgresSide::open_source(address());
        const auto plans = plan_tables(**file, **server);
        std::vector<TableProof> proofs;
        for (const TablePlan& plan : *plans) proofs.push_back(prove_table(**file, plan).value());
        return proofs;
    }
    bool said(const std::string& text) const {
        return std::any_of(lines_.begin(), lines_.end(), [&text](const std::string& line) {
            return line.find(text) != std::string::npos;
        });
    }

    ManualClock clock_{start};
    TemporaryDirectory directory_;
    std::string source_ = directory_.file("fairlead.db");
    std::string back_ = directory_.file("back.db");
    PrivatePostgres& server_ = PrivatePostgres::instance();
    std::string name_ = server_.create_database();
    std::vector<std::string> lines_;
    Say say_ = [this](const std::string& line) { lines_.push_back(line); };
};

}  // namespace fairlead::storage
