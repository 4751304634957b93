// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_database.h"

#include "base/fail_point.h"
#include "storage/temporary_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <future>

namespace fairlead::storage {
namespace {

constexpr Time start = from_unix_ms(1'700'000'000'000);

constexpr Sql insert_sql{"INSERT INTO workspaces (name, id, created_at) VALUES ($2, $1, $3)"};
constexpr Sql insert_returning_sql{
    "INSERT INTO workspaces (name, id, created_at) VALUES ($2, $1, $3) RETURNING id, created_at"};
constexpr Sql names_sql{"SELECT name FROM workspaces WHERE id <> $1 ORDER BY name"};

Uuid id_of(std::uint8_t n) {
    Uuid id;
    id.bytes.fill(n);
    return id;
}

Params row(std::uint8_t n, std::string name) { return {id_of(n), std::move(name), start}; }

std::string joined(const Rows& rows) {
    std::string names;
    for (const auto& row : rows) names += row.text(0) + " ";
    return names;
}

class SqliteDatabaseTest : public testing::Test {
protected:
    ~SqliteDatabaseTest() override { static_cast<void>(fail_points::set("")); }

    Result<Rows> write(Sql sql, Params params) {
        return db_.run<Rows>(
            [&] { return db_->write(Access::service(), sql, params, Priority::normal); });
    }
    Result<Rows> read(Sql sql, Params params) {
        return db_.run<Rows>([&] { return db_->read(Access::service(), sql, params); });
    }
    Result<void> transaction(Database::Body body) {
        return run_blocking(db_.loop(), [&] {
            return db_->transaction(Access::service(), body, Priority::normal);
        });
    }
    std::string names() {
        const auto rows = read(names_sql, {default_workspace_id()});
        return rows ? joined(*rows) : rows.error().detail;
    }
    static Uuid default_workspace_id() {
        return Uuid{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};
    }

    ManualClock clock_{start};
    TemporaryFile db_{clock_};
};

TEST_F(SqliteDatabaseTest, BindsByNumberWhateverTheOrderInTheText) {
    const auto written = write(insert_returning_sql, row(7, "seven"));
    ASSERT_TRUE(written) << written.error().detail;
    ASSERT_EQ(written->size(), 1U);
    EXPECT_EQ(written->front().uuid(0), id_of(7));
    EXPECT_EQ(written->front().time(1), start);
    EXPECT_EQ(names(), "seven ");
}

TEST_F(SqliteDatabaseTest, SaysHowManyRowsChanged) {
    ASSERT_TRUE(write(insert_sql, row(1, "a")));
    ASSERT_TRUE(write(insert_sql, row(2, "b")));
    constexpr Sql update{"UPDATE workspaces SET name = 'c' WHERE id <> $1"};
    const auto changed = write(update, {default_workspace_id()});
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->changed, 2);
}

TEST_F(SqliteDatabaseTest, EveryKindOfValueComesBack) {
    constexpr Sql echo{"SELECT $1, $2, $3, $4, $5, $6, $7, $8"};
    const Params params{std::monostate{},
                        std::int64_t{-5},
                        true,
                        std::string{"té\0xt", 6},
                        Bytes{std::string(3, '\0')},
                        Json{"[1]"},
                        start,
                        id_of(9)};
    const auto rows = read(echo, params);
    ASSERT_TRUE(rows) << rows.error().detail;
    const Row& got = rows->front();
    EXPECT_TRUE(got.is_null(0));
    EXPECT_EQ(got.optional_text(0), std::nullopt);
    EXPECT_EQ(got.integer(1), -5);
    EXPECT_TRUE(got.boolean(2));
    EXPECT_EQ(got.text(3), (std::string{"té\0xt", 6}));
    EXPECT_EQ(got.bytes(4), std::string(3, '\0'));
    EXPECT_EQ(got.json(5), Json{"[1]"});
    EXPECT_EQ(got.time(6), start);
    EXPECT_EQ(got.uuid(7), id_of(9));
    EXPECT_THROW(static_cast<void>(got.integer(3)), std::logic_error);
    EXPECT_THROW(static_cast<void>(got.uuid(4)), std::logic_error);
}

TEST_F(SqliteDatabaseTest, EmptyBytesAreNotNull) {
    constexpr Sql echo{"SELECT $1, $2"};
    const auto rows = read(echo, {Bytes{}, std::string{}});
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->front().bytes(0), "");
    EXPECT_EQ(rows->front().text(1), "");
}

TEST_F(SqliteDatabaseTest, AWrongNumberOfParametersIsOurBug) {
    const auto rows = write(insert_sql, {id_of(1)});
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, Errc::internal);
}

TEST_F(SqliteDatabaseTest, AReadThatWritesIsRefused) {
    const auto rows = read(insert_sql, row(1, "a"));
    ASSERT_FALSE(rows);
    EXPECT_EQ(names(), "");
}

TEST_F(SqliteDatabaseTest, AUniqueKeyAnswersConflict) {
    ASSERT_TRUE(write(insert_sql, row(1, "a")));
    const auto again = write(insert_sql, row(1, "b"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
    EXPECT_EQ(names(), "a ");
}

TEST_F(SqliteDatabaseTest, AnErrorFromTheBodyUndoesIt) {
    const auto failed = transaction([](Tx& tx) -> Task<Result<void>> {
        auto params = row(1, "a");
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        co_return Error{Errc::conflict, "no"};
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "no");
    EXPECT_EQ(names(), "");
}

TEST_F(SqliteDatabaseTest, AnExceptionFromTheBodyUndoesItToo) {
    const auto failed = transaction([](Tx& tx) -> Task<Result<void>> {
        auto params = row(1, "a");
        CO_TRY(const auto rows, co_await tx.run(insert_sql, std::move(params)));
        static_cast<void>(rows.rows.at(0));
        co_return ok();
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::internal);
    EXPECT_EQ(names(), "");
}

TEST_F(SqliteDatabaseTest, ABodyReadsWhatItWrote) {
    const auto done = transaction([](Tx& tx) -> Task<Result<void>> {
        auto params = row(1, "a");
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        Params all{default_workspace_id()};
        CO_TRY(const auto rows, co_await tx.run(names_sql, std::move(all)));
        EXPECT_EQ(joined(rows), "a ");
        co_return ok();
    });
    ASSERT_TRUE(done);
    EXPECT_EQ(names(), "a ");
}

TEST_F(SqliteDatabaseTest, TheBodyEndsWithinFiveSeconds) {
    const auto failed = transaction([this](Tx& tx) -> Task<Result<void>> {
        auto params = row(1, "a");
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        clock_.advance(5s);
        auto more = row(2, "b");
        CO_CHECK(co_await tx.run(insert_sql, std::move(more)));
        co_return ok();
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::timeout);
    EXPECT_EQ(names(), "");
}

TEST_F(SqliteDatabaseTest, AStatementThatRunsTooLongIsStopped) {
    const auto failed = transaction([this](Tx& tx) -> Task<Result<void>> {
        constexpr Sql endless{
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT count(*) FROM n"};
        std::thread later{[this] { clock_.advance(6s); }};
        Params none;
        const auto rows = co_await tx.run(endless, std::move(none));
        later.join();
        if (!rows) co_return rows.error();
        co_return ok();
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::timeout);
}

/// Starts `count` writes at once from the loop, so that they are queued together behind the first.
TEST_F(SqliteDatabaseTest, OneFailureInAGroupDoesNotTouchTheOthers) {
    TaskScope scope{[](std::string_view, const Error&) {}};
    std::array<std::optional<Errc>, 20> codes;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        scope.spawn(db_.loop(), "write", [&, i]() -> Task<Result<void>> {
            Database::Body body = [i](Tx& tx) -> Task<Result<void>> {
                auto params = row(static_cast<std::uint8_t>(i + 1), std::to_string(i));
                CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
                if (i % 2 == 1) co_return Error{Errc::conflict, "odd"};
                co_return ok();
            };
            const auto done =
                co_await db_->transaction(Access::service(), std::move(body), Priority::normal);
            if (!done) codes[i] = done.error().code;
            co_return ok();
        });
    }
    scope.join();
    for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(codes[i].has_value(), i % 2 == 1);
    const auto rows = read(names_sql, {default_workspace_id()});
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->size(), 10U);
}

/// One that fails undoes its neighbours' work too where it wrote something, and there alone.
TEST_F(SqliteDatabaseTest, NeighboursRunAgainWhereAFailureLeftSomethingBehind) {
    for (const bool writes : {false, true}) {
        TaskScope scope{[](std::string_view, const Error&) {}};
        std::promise<void> first_runs;
        std::promise<void> all_queued;
        std::atomic<int> runs = 0;
        const auto spawn = [&](Database::Body body) {
            scope.spawn(db_.loop(), "write", [this, body]() -> Task<Result<void>> {
                auto copy = body;
                co_return co_await db_->transaction(Access::service(), std::move(copy),
                                                    Priority::normal);
            });
        };
        spawn([&](Tx& tx) -> Task<Result<void>> {
            if (++runs == 1) {
                first_runs.set_value();
                all_queued.get_future().wait();
            }
            auto params = row(writes ? 1 : 2, "kept");
            CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
            co_return ok();
        });
        first_runs.get_future().wait();
        spawn([&](Tx& tx) -> Task<Result<void>> {
            auto params = row(3, "undone");
            if (writes) CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
            co_return Error{Errc::conflict, "no"};
        });
        ASSERT_TRUE(run_blocking(db_.loop(), []() -> Task<Result<void>> { co_return ok(); }));
        all_queued.set_value();
        scope.join();
        EXPECT_EQ(runs, writes ? 2 : 1);
    }
    EXPECT_EQ(names(), "kept kept ");
}

TEST_F(SqliteDatabaseTest, AFailedCommitStoresNothingAndSaysSo) {
    for (const auto* point : {"commit=error*1", "commit_full=error*1"}) {
        ASSERT_TRUE(fail_points::set(point));
        const auto failed = write(insert_sql, row(1, "a"));
        ASSERT_FALSE(failed) << point;
        EXPECT_EQ(failed.error().code, Errc::unavailable);
        EXPECT_FALSE(Database::is_in_doubt(failed.error()));
        EXPECT_EQ(names(), "");
    }
    EXPECT_TRUE(write(insert_sql, row(1, "a"))) << "the next write must go through";
}

TEST_F(SqliteDatabaseTest, ACommitInDoubtIsToldApart) {
    ASSERT_TRUE(fail_points::set("commit_in_doubt=error*1"));
    const auto failed = write(insert_sql, row(1, "a"));
    ASSERT_FALSE(failed);
    EXPECT_TRUE(Database::is_in_doubt(failed.error()));
    EXPECT_EQ(names(), "a ");
}

TEST_F(SqliteDatabaseTest, AFullDatabaseIsUnavailableAndRecovers) {
    constexpr Sql limit{"PRAGMA max_page_count = 1"};
    constexpr Sql no_limit{"PRAGMA max_page_count = 1000000"};
    ASSERT_TRUE(write(limit, {}));
    const auto failed = write(insert_sql, row(1, std::string(100'000, 'x')));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::unavailable);
    EXPECT_NE(failed.error().message.find("full"), std::string::npos) << failed.error().message;
    ASSERT_TRUE(write(no_limit, {}));
    EXPECT_TRUE(write(insert_sql, row(1, "a")));
    EXPECT_EQ(names(), "a ");
}

TEST_F(SqliteDatabaseTest, WhatWasAnsweredIsThereAfterAReopen) {
    ASSERT_TRUE(write(insert_sql, row(1, "a")));
    db_.reopen();
    EXPECT_EQ(names(), "a ");
}

TEST_F(SqliteDatabaseTest, WhatAPlatformGaveGoesFirstAndBulkLast) {
    TaskScope scope{[](std::string_view, const Error&) {}};
    std::vector<std::string> order;
    std::promise<void> blocked;
    std::promise<void> all_queued;
    Database::Body holds_the_writer = [&](Tx&) -> Task<Result<void>> {
        blocked.set_value();
        all_queued.get_future().wait();
        co_return ok();
    };
    const auto spawn = [&](const char* name, Priority priority, Database::Body body) {
        scope.spawn(db_.loop(), name, [&, name, priority, body]() -> Task<Result<void>> {
            Database::Body noting = [&order, name, body](Tx& tx) -> Task<Result<void>> {
                order.emplace_back(name);
                co_return co_await body(tx);
            };
            co_return co_await db_->transaction(Access::service(), std::move(noting), priority);
        });
    };
    const Database::Body nothing = [](Tx&) -> Task<Result<void>> { co_return ok(); };
    spawn("first", Priority::normal, holds_the_writer);
    blocked.get_future().wait();
    spawn("bulk", Priority::bulk, nothing);
    spawn("normal", Priority::normal, nothing);
    spawn("tokens", Priority::tokens, nothing);
    spawn("answers", Priority::answers, nothing);
    const auto reached = run_blocking(db_.loop(), []() -> Task<Result<void>> { co_return ok(); });
    ASSERT_TRUE(reached);
    all_queued.set_value();
    scope.join();
    EXPECT_EQ(order, (std::vector<std::string>{"first", "answers", "tokens", "normal", "bulk"}));
}

TEST_F(SqliteDatabaseTest, VacuumLeavesNothingDeletedInAnyFile) {
    const std::string canary(300, 'Q');
    ASSERT_TRUE(write(insert_sql, row(1, canary)));
    EXPECT_THAT(names(), testing::HasSubstr("QQQ"));  // a reader keeps what it saw
    constexpr Sql erase{"DELETE FROM workspaces WHERE id = $1"};
    ASSERT_TRUE(write(erase, {id_of(1)}));
    const auto vacuumed = run_blocking(db_.loop(), [&] { return db_->vacuum(); });
    ASSERT_TRUE(vacuumed) << vacuumed.error().detail;
    for (const auto& file : std::filesystem::directory_iterator{db_.directory().path()}) {
        std::ifstream in{file.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        EXPECT_EQ(bytes.find(std::string(20, 'Q')), std::string::npos) << file.path();
    }
}

TEST_F(SqliteDatabaseTest, TheLogIsBegunAnewThoughSomebodyAlwaysReads) {
    const std::string page(16 * 1024, 'x');
    constexpr Sql update{"UPDATE workspaces SET name = $2 WHERE id = $1"};
    ASSERT_TRUE(write(insert_sql, row(1, page)));
    for (int i = 0; i < 1600; ++i) {
        ASSERT_TRUE(write(update, {id_of(1), page + std::to_string(i)}));
        ASSERT_TRUE(read(names_sql, {default_workspace_id()}));
    }
    // 1600 commits of five pages are 32 MB; the log is folded in at 4000 pages.
    EXPECT_LT(std::filesystem::file_size(db_.path() + "-wal"), 24U * 1024 * 1024);
}

TEST_F(SqliteDatabaseTest, ABackupIsWholeAndOpens) {
    ASSERT_TRUE(write(insert_sql, row(1, "a")));
    const auto copy = db_.directory().file("copy.db");
    const auto done = db_->backup_to(copy);
    ASSERT_TRUE(done) << done.error().detail;
    SqliteOptions options;
    options.path = copy;
    options.migrate = Migrate::no;
    auto opened = SqliteDatabase::open(std::move(options), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    const auto rows = db_.run<Rows>([&] {
        Params params{default_workspace_id()};
        return (*opened)->read(Access::service(), names_sql, std::move(params));
    });
    ASSERT_TRUE(rows);
    EXPECT_EQ(joined(*rows), "a ");
    const auto again = db_->backup_to(copy);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
}

TEST_F(SqliteDatabaseTest, OnlyItsOwnerReadsTheFiles) {
    ASSERT_TRUE(write(insert_sql, row(1, "a")));
    for (const auto& file : std::filesystem::directory_iterator{db_.directory().path()}) {
        struct ::stat status{};
        ASSERT_EQ(::stat(file.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << file.path();
    }
}

}  // namespace
}  // namespace fairlead::storage
