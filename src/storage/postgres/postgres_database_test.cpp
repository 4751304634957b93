// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_database.h"

#include "base/loop_thread.h"
#include "storage/postgres/postgres_rights.h"
#include "storage/postgres/private_postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

#include <atomic>
#include <csignal>
#include <fstream>
#include <future>
#include <thread>

namespace fairlead::storage {
namespace {

using testing::HasSubstr;

constexpr Time start = from_unix_ms(1'700'000'000'123);

Uuid id_of(std::uint8_t n) {
    Uuid id;
    id.bytes.fill(n);
    return id;
}

/// A database of the private server, called from one loop of its own and one that is not.
class PostgresDatabaseTest : public testing::Test {
protected:
    PostgresDatabaseTest() { open(); }
    ~PostgresDatabaseTest() override {
        database_.reset();
        server_.drop_database(name_);
    }

    void open(const std::function<void(PostgresOptions&)>& change = [](PostgresOptions&) {}) {
        PostgresOptions options;
        options.address = server_.address(name_, "app");
        options.service_address = server_.address(name_, "service");
        change(options);
        database_ = std::make_unique<PostgresDatabase>(std::move(options),
                                                       std::vector<Loop*>{&loop_.loop()});
    }
    PostgresSession session(const std::string& role = "owner") {
        auto opened = PostgresSession::open(server_.address(name_, role));
        EXPECT_TRUE(opened);
        return *std::move(opened);
    }

    Result<Rows> read(Sql sql, Params params = {}, Access access = Access::service()) {
        return loop_.ask<Rows>([&] { return database_->read(access, sql, params); });
    }
    Result<Rows> write(Sql sql, Params params = {}, Access access = Access::service()) {
        return loop_.ask<Rows>(
            [&] { return database_->write(access, sql, params, Priority::normal); });
    }
    Result<void> transaction(Database::Body body, Access access = Access::service()) {
        return loop_.run([&] { return database_->transaction(access, body, Priority::normal); });
    }
    std::int64_t count(Sql sql, Access access = Access::service()) {
        const auto rows = read(sql, {}, access);
        EXPECT_TRUE(rows) << rows.error().detail;
        return rows ? rows->front().integer(0) : -1;
    }
    /// Ends every connection of the application and of the service, as an operator would.
    void kill_backends() {
        ASSERT_TRUE(
            session().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                          "datname = current_database() AND usename IN ('app', 'service')"));
    }

    PrivatePostgres& server_ = PrivatePostgres::instance();
    std::string name_ = server_.create_database();
    LoopThread loop_;
    std::unique_ptr<PostgresDatabase> database_;
};

constexpr Sql insert_sql{"INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3)"};
constexpr Sql count_sql{"SELECT count(*) FROM workspaces"};

TEST_F(PostgresDatabaseTest, WorkOutlivesSessionsThatAreEndedAgainAndAgain) {
    constexpr Sql slow{"SELECT count(*), pg_sleep(0.4) IS NULL FROM workspaces"};
    constexpr Sql slow_write{"UPDATE workspaces SET name = name WHERE pg_sleep(0.4) IS NOT NULL"};
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        Params none;
        CO_CHECK(co_await tx.run(slow_write, std::move(none)));
        co_return ok();
    };
    auto reading = std::async(std::launch::async, [&] { return read(slow, {}); });
    auto writing = std::async(std::launch::async, [&] { return transaction(body); });
    for (int times = 0; times < 9; ++times) {
        std::this_thread::sleep_for(std::chrono::milliseconds{150});
        kill_backends();
    }
    const auto rows = reading.get();
    EXPECT_TRUE(rows) << rows.error().detail;
    const auto done = writing.get();
    EXPECT_TRUE(done) << done.error().detail;
}

TEST_F(PostgresDatabaseTest, EveryKindOfValueComesBack) {
    constexpr Sql echo{"SELECT CAST($1 AS text), $2, $3, $4, $5, $6, $7, $8"};
    const auto rows = read(
        echo, {std::monostate{}, std::int64_t{-5}, true, std::string{"té'xt\\"},
               Bytes{std::string{"\0\xff", 2}}, Json{R"({"b": 1,  "a":[]})"}, start, id_of(9)});
    ASSERT_TRUE(rows) << rows.error().detail;
    const Row& got = rows->front();
    EXPECT_TRUE(got.is_null(0));
    EXPECT_EQ(got.integer(1), -5);
    EXPECT_TRUE(got.boolean(2));
    EXPECT_EQ(got.text(3), "té'xt\\");
    EXPECT_EQ(got.bytes(4), (std::string_view{"\0\xff", 2}));
    EXPECT_EQ(got.json(5), Json{R"({"b": 1,  "a":[]})"});
    EXPECT_EQ(got.time(6), start);
    EXPECT_EQ(got.uuid(7), id_of(9));
    EXPECT_EQ(read("SELECT $1", {from_unix_ms(-1)})->front().time(0), from_unix_ms(-1));
}

TEST_F(PostgresDatabaseTest, ManyAtOnceAreAnsweredInOrderToWhomTheyBelong) {
    constexpr Sql echo{"SELECT $1"};
    std::atomic<int> right{0};
    std::atomic<int> answered{0};
    TaskScope scope([](std::string_view, const Error& error) { ADD_FAILURE() << error.detail; });
    for (std::int64_t i = 0; i < 500; ++i) {
        scope.spawn(loop_.loop(), "echo", [&, i]() -> Task<Result<void>> {
            Params params{i};
            CO_TRY(const auto rows,
                   co_await database_->read(Access::service(), echo, std::move(params)));
            right += rows.front().integer(0) == i ? 1 : 0;
            ++answered;
            co_return ok();
        });
    }
    scope.join();
    EXPECT_EQ(answered, 500);
    EXPECT_EQ(right, 500);
}

TEST_F(PostgresDatabaseTest, IsCalledFromAnyLoop) {
    LoopThread elsewhere;
    const auto rows = elsewhere.ask<Rows>(
        [&] { return database_->read(Access::service(), count_sql, Params{}); });
    ASSERT_TRUE(rows) << rows.error().detail;
    EXPECT_EQ(rows->front().integer(0), 1);
}

TEST_F(PostgresDatabaseTest, AFailedStatementSpoilsNoOther) {
    constexpr Sql wrong{"SELECT count(*) FROM no_such_table"};
    const auto refused = read(wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::internal);
    EXPECT_EQ(count(count_sql), 1);
}

TEST_F(PostgresDatabaseTest, AUniqueKeyAnswersConflict) {
    ASSERT_TRUE(write(insert_sql, {id_of(1), std::string{"a"}, start}));
    const auto again = write(insert_sql, {id_of(1), std::string{"b"}, start});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
    EXPECT_EQ(count(count_sql), 2);
}

TEST_F(PostgresDatabaseTest, AnErrorFromTheBodyUndoesIt) {
    const auto failed = transaction([](Tx& tx) -> Task<Result<void>> {
        Params params{id_of(1), std::string{"a"}, start};
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        co_return Error{Errc::conflict, "no"};
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "no");
    EXPECT_EQ(count(count_sql), 1);
}

TEST_F(PostgresDatabaseTest, ABodyThatGoesOnAfterAFailureIsOurBug) {
    const auto failed = transaction([](Tx& tx) -> Task<Result<void>> {
        constexpr Sql wrong{"SELECT count(*) FROM no_such_table"};
        Params none;
        static_cast<void>(co_await tx.run(wrong, std::move(none)));
        co_return ok();
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::internal);
}

TEST_F(PostgresDatabaseTest, ReadsOutliveTheirConnections) {
    EXPECT_EQ(count(count_sql), 1);
    for (int i = 0; i < 5; ++i) {
        kill_backends();
        EXPECT_EQ(count(count_sql), 1);
    }
}

TEST_F(PostgresDatabaseTest, ATransactionRunsAgainWhenItsConnectionWentBeforeTheCommit) {
    int runs = 0;
    const auto done = transaction([&](Tx& tx) -> Task<Result<void>> {
        Params params{id_of(1), std::string{"a"}, start};
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        if (++runs == 1) kill_backends();
        Params none;
        CO_CHECK(co_await tx.run(count_sql, std::move(none)));
        co_return ok();
    });
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(count_sql), 2);
}

TEST_F(PostgresDatabaseTest, ATransactionRunsAgainWhenItsCommitCouldNotBeSent) {
    int runs = 0;
    const auto done = transaction([&](Tx& tx) -> Task<Result<void>> {
        Params params{id_of(1), std::string{"a"}, start};
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        if (++runs > 1) co_return ok();
        kill_backends();
        constexpr Milliseconds until_it_is_heard_of{300};
        co_return co_await sleep_for(until_it_is_heard_of);
    });
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(count_sql), 2);
}

/// What a node that was stopped in the middle of a transaction meets when it goes on.
TEST_F(PostgresDatabaseTest, ATransactionRunsAgainWhenTheServerEndedItForItsIdleness) {
    int runs = 0;
    const auto done = transaction([&](Tx& tx) -> Task<Result<void>> {
        Params params{id_of(1), std::string{"a"}, start};
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        constexpr Milliseconds longer_than_it_may_idle{3500};
        if (++runs == 1) std::this_thread::sleep_for(longer_than_it_may_idle);
        co_return ok();
    });
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(count_sql), 2);
}

TEST_F(PostgresDatabaseTest, ACommitWithoutAnAnswerIsInDoubt) {
    const auto done = transaction([&](Tx& tx) -> Task<Result<void>> {
        Params params{id_of(1), std::string{"a"}, start};
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        kill_backends();
        co_return ok();
    });
    ASSERT_FALSE(done);
    EXPECT_TRUE(Database::is_in_doubt(done.error()));
    EXPECT_EQ(count(count_sql), 1);
}

/// Single writes, the fifth and last try of which meets what the test says.
class PostgresWriteTest : public PostgresDatabaseTest {
protected:
    Result<Rows> write_until(const std::string& at_last) {
        // What a sequence counted stays counted when its transaction is undone.
        const auto made = session().execute(
            "CREATE SEQUENCE tries; CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql "
            "SECURITY DEFINER AS $$ BEGIN IF nextval('tries') < 5 THEN RAISE "
            "serialization_failure; "
            "END IF; " +
            at_last +
            " RETURN NEW; END $$; CREATE TRIGGER trouble BEFORE INSERT ON workspaces FOR EACH ROW "
            "EXECUTE FUNCTION trouble()");
        EXPECT_TRUE(made) << made.error().detail;
        return write(insert_sql, {id_of(1), std::string{"a"}, start});
    }
    std::int64_t tries() { return session().integer("SELECT last_value FROM tries").value(); }
};

TEST_F(PostgresWriteTest, SucceedsAtTheLastTry) {
    const auto done = write_until("");
    EXPECT_TRUE(done) << done.error().detail;
    EXPECT_EQ(tries(), 5);
    EXPECT_EQ(count(count_sql), 2);
}

TEST_F(PostgresWriteTest, GivesUpAfterTheLastTryAndIsNotInDoubt) {
    const auto refused = write_until("RAISE serialization_failure;");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_FALSE(Database::is_in_doubt(refused.error()));
    EXPECT_EQ(tries(), 5);
    EXPECT_EQ(count(count_sql), 1);
}

TEST_F(PostgresWriteTest, IsInDoubtWhenItsConnectionGoesAtTheLastTry) {
    const auto lost = write_until("PERFORM pg_terminate_backend(pg_backend_pid());");
    ASSERT_FALSE(lost);
    EXPECT_TRUE(Database::is_in_doubt(lost.error())) << lost.error().detail;
    EXPECT_EQ(tries(), 5);
}

TEST_F(PostgresDatabaseTest, TwoThatLockEachOtherOutBothSucceed) {
    ASSERT_TRUE(write(insert_sql, {id_of(1), std::string{"a"}, start}));
    ASSERT_TRUE(write(insert_sql, {id_of(2), std::string{"b"}, start}));
    constexpr Sql touch{"UPDATE workspaces SET name = name || '!' WHERE id = $1"};
    std::atomic<int> inside{0};
    const auto both = [&](std::uint8_t first, std::uint8_t second) {
        return [&, first, second]() -> Task<Result<void>> {
            const Database::Body body = [&, first, second](Tx& tx) -> Task<Result<void>> {
                Params one{id_of(first)};
                CO_CHECK(co_await tx.run(touch, std::move(one)));
                ++inside;
                constexpr Milliseconds pause{1};
                while (inside < 2) CO_CHECK(co_await sleep_for(pause));
                Params two{id_of(second)};
                CO_CHECK(co_await tx.run(touch, std::move(two)));
                co_return ok();
            };
            co_return co_await database_->transaction(Access::service(), body, Priority::normal);
        };
    };
    TaskScope scope([](std::string_view, const Error& error) { ADD_FAILURE() << error.detail; });
    scope.spawn(loop_.loop(), "one", both(1, 2));
    scope.spawn(loop_.loop(), "other", both(2, 1));
    scope.join();
    constexpr Sql names{"SELECT count(*) FROM workspaces WHERE name IN ('a!!', 'b!!')"};
    EXPECT_EQ(count(names), 2);
}

// As SIGSTOP and SIGCONT do with a transaction open.
TEST_F(PostgresDatabaseTest, AProcessThatStoodStillBeginsItsTransactionAnew) {
    int tries = 0;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        Params params{id_of(1), std::string{"a"}, start};
        CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
        if (++tries == 1) std::this_thread::sleep_for(std::chrono::milliseconds{3500});
        Params none;
        CO_CHECK(co_await tx.run(count_sql, std::move(none)));
        co_return ok();
    };
    const auto done = run_blocking(loop_.loop(), [&] {
        return database_->transaction(Access::service(), body, Priority::normal);
    });
    EXPECT_TRUE(done) << done.error().message << done.error().detail;
    EXPECT_EQ(tries, 2);
    EXPECT_EQ(count(count_sql), 2);
}

TEST_F(PostgresDatabaseTest, WhoWaitedWhileTheProcessStoodStillGetsItsTurn) {
    open([](PostgresOptions& options) {
        options.writing = 1;
        options.connect_limit = Milliseconds{1000};
    });
    ASSERT_TRUE(write(insert_sql, {id_of(1), std::string{"a"}, start}));
    TaskScope scope([](std::string_view, const Error& error) { ADD_FAILURE() << error.message; });
    constexpr Sql slow{"SELECT count(*) FROM pg_sleep(0.5)"};
    for (int i = 0; i < 3; ++i) {
        scope.spawn(loop_.loop(), "writer", [&]() -> Task<Result<void>> {
            Params none;
            CO_CHECK(co_await database_->write(Access::service(), slow, std::move(none),
                                               Priority::normal));
            co_return ok();
        });
    }
    boost::asio::post(loop_.loop(),
                      [] { std::this_thread::sleep_for(std::chrono::milliseconds{2500}); });
    scope.join();
}

pid_t parent_of(std::int64_t process) {
    std::ifstream status{"/proc/" + std::to_string(process) + "/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("PPid:")) return std::stoi(line.substr(5));
    }
    return 0;
}

TEST_F(PostgresDatabaseTest, AProcessThatStoodStillWhileItConnectedConnectsOnceMore) {
    const pid_t postmaster = parent_of(session().integer("SELECT pg_backend_pid()").value());
    ASSERT_GT(postmaster, 1);
    ASSERT_EQ(::kill(postmaster, SIGSTOP), 0);
    // libpq gives up after five seconds; the loop hears of it after six.
    std::jthread wakes{[postmaster] {
        std::this_thread::sleep_for(std::chrono::milliseconds{5300});
        ::kill(postmaster, SIGCONT);
    }};
    TaskScope scope([](std::string_view, const Error& error) { ADD_FAILURE() << error.message; });
    scope.spawn(loop_.loop(), "reader", [&]() -> Task<Result<void>> {
        Params none;
        CO_CHECK(co_await database_->read(Access::service(), count_sql, std::move(none)));
        co_return ok();
    });
    boost::asio::post(loop_.loop(),
                      [] { std::this_thread::sleep_for(std::chrono::milliseconds{6000}); });
    scope.join();
}

TEST_F(PostgresDatabaseTest, WhatAPlatformGaveGoesFirstAndBulkLast) {
    open([](PostgresOptions& options) { options.writing = 1; });
    std::vector<std::string> order;  // of the loop's thread
    std::atomic<bool> held{false};
    std::atomic<bool> all_wait{false};
    TaskScope scope([](std::string_view, const Error& error) { ADD_FAILURE() << error.message; });
    const auto spawn = [&](const char* name, Priority priority) {
        scope.spawn(loop_.loop(), name, [&, name, priority]() -> Task<Result<void>> {
            const Database::Body body = [&, name](Tx& tx) -> Task<Result<void>> {
                Params none;
                CO_CHECK(co_await tx.run(count_sql, std::move(none)));
                order.emplace_back(name);
                held = true;
                constexpr Milliseconds pause{1};
                while (!all_wait) CO_CHECK(co_await sleep_for(pause));
                co_return ok();
            };
            co_return co_await database_->transaction(Access::service(), body, priority);
        });
    };
    spawn("first", Priority::normal);
    while (!held) std::this_thread::yield();
    spawn("bulk", Priority::bulk);
    spawn("normal", Priority::normal);
    spawn("tokens", Priority::tokens);
    spawn("answers", Priority::answers);
    ASSERT_TRUE(run_blocking(loop_.loop(), []() -> Task<Result<void>> { co_return ok(); }));
    all_wait = true;
    scope.join();
    EXPECT_EQ(order, (std::vector<std::string>{"first", "answers", "tokens", "normal", "bulk"}));
}

TEST_F(PostgresDatabaseTest, ASlowStatementIsStopped) {
    open([](PostgresOptions& options) { options.statement_limit = Milliseconds{100}; });
    constexpr Sql slow{"SELECT count(*) FROM pg_sleep(20)"};
    const auto stopped = read(slow);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, Errc::timeout);
}

TEST_F(PostgresDatabaseTest, WithoutAServerTheAnswerComesInTimeAndSaysWhy) {
    open([](PostgresOptions& options) {
        options.address = Secret{"host=/nowhere/at/all dbname=x user=y"};
        options.service_address = options.address.duplicate();
        options.connect_limit = Milliseconds{300};
    });
    const auto nobody = read(count_sql);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code, Errc::unavailable);
    EXPECT_THAT(nobody.error().message, HasSubstr("/nowhere/at/all"));
}

TEST_F(PostgresDatabaseTest, KnowsHowLongItHasHadItsServer) {
    ASSERT_TRUE(write(insert_sql, {id_of(1), std::string{"a"}, start}));
    constexpr Milliseconds pause{300};
    std::this_thread::sleep_for(pause);
    EXPECT_GE(database_->unbroken_for(), pause);
    kill_backends();  // with nothing under way: as whatever closes idle connections
    EXPECT_EQ(count(count_sql), 2);
    EXPECT_GE(database_->unbroken_for(), pause);

    int runs = 0;
    const auto killed = std::chrono::steady_clock::now();
    ASSERT_TRUE(transaction([&](Tx& tx) -> Task<Result<void>> {
        if (++runs == 1) kill_backends();
        Params none;
        CO_CHECK(co_await tx.run(count_sql, std::move(none)));
        co_return ok();
    }));
    EXPECT_LE(database_->unbroken_for(), std::chrono::steady_clock::now() - killed);
    std::this_thread::sleep_for(pause);
    EXPECT_GE(database_->unbroken_for(), pause);
}

TEST_F(PostgresDatabaseTest, ADatabaseThatIsAwayIsBroken) {
    open([](PostgresOptions& options) {
        options.address = Secret{"host=/nowhere/at/all dbname=x user=y"};
        options.service_address = options.address.duplicate();
        options.connect_limit = Milliseconds{1000};
    });
    EXPECT_FALSE(read(count_sql));
    EXPECT_LT(database_->unbroken_for(), Milliseconds{1000});
}

TEST_F(PostgresDatabaseTest, UnnamedStatementsServeAsWell) {
    open([](PostgresOptions& options) { options.statements = StatementMode::unnamed; });
    ASSERT_TRUE(write(insert_sql, {id_of(1), std::string{"a"}, start}));
    EXPECT_EQ(count(count_sql), 2);
    EXPECT_EQ(session().integer("SELECT count(*) FROM pg_prepared_statements").value(), 0);
}

TEST_F(PostgresDatabaseTest, ANewSchemaIsNoticedByOldPlans) {
    constexpr Sql all{"SELECT * FROM workspaces ORDER BY name"};
    ASSERT_TRUE(read(all));
    ASSERT_TRUE(session().execute("ALTER TABLE workspaces ADD COLUMN more text"));
    const auto rows = read(all);
    ASSERT_TRUE(rows) << rows.error().detail;
    EXPECT_TRUE(rows->front().is_null(3));
}

}  // namespace
}  // namespace fairlead::storage
