// SPDX-License-Identifier: Apache-2.0
#include "base/loop_thread.h"
#include "storage/postgres/postgres_database.h"
#include "storage/postgres/postgres_listener.h"
#include "storage/postgres/private_postgres.h"

#include <gtest/gtest.h>

#include <atomic>

namespace fairlead::storage {
namespace {

using namespace std::chrono_literals;

constexpr Sql event_sql{
    "INSERT INTO events (id, workspace_id, user_id, type, connection_id, data, at) "
    "VALUES (gen_random_uuid(), $1, NULL, 'sample', NULL, '{}', clock_timestamp())"};

/// How the commit of an event becomes known, on whatever node somebody waits for it.
class PostgresTellingTest : public testing::Test {
protected:
    PostgresTellingTest() {
        PostgresOptions options;
        options.address = server_.address(name_, "app");
        options.service_address = server_.address(name_, "service");
        database_ = std::make_unique<PostgresDatabase>(std::move(options),
                                                       std::vector<Loop*>{&loop_.loop()});
    }
    ~PostgresTellingTest() override {
        EXPECT_TRUE(let_commits_through());
        scope_.join();
        if (listener_) listener_->stop();
        database_.reset();
        server_.drop_database(name_);
    }

    PostgresSession session() {
        auto opened = PostgresSession::open(server_.address(name_, "owner"));
        EXPECT_TRUE(opened);
        return *std::move(opened);
    }
    void listen() {
        PostgresOptions options;
        options.address = server_.address(name_, "app");
        listener_ = std::make_unique<PostgresListener>(std::move(options), loop_.loop());
        listener_->on_commit([this] { ++heard_; });
        listener_->start();
        ASSERT_TRUE(
            soon([this] { return sessions("query LIKE 'LISTEN%' AND state = 'idle'") == 1; }));
        // It looked once as it began.
        ASSERT_TRUE(soon([this] { return heard_ > 0; }));
    }
    std::int64_t sessions(const std::string& which) {
        return session()
            .integer(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND " +
                which)
            .value();
    }
    static bool soon(const std::function<bool()>& is_so) {
        for (int tries = 0; tries < 250; ++tries) {
            if (is_so()) return true;
            std::this_thread::sleep_for(20ms);
        }
        return false;
    }

    Task<Result<void>> write_event() {
        const Database::Body body = [](Tx& tx) -> Task<Result<void>> {
            Params params{default_workspace.value};
            CO_CHECK(co_await tx.run(event_sql, std::move(params)));
            co_return ok();
        };
        const auto access = Access::of(default_workspace);
        co_return co_await database_->transaction(access, body, Priority::answers);
    }
    /// Every commit now waits for a standby that there is not, as it would for a slow disk.
    Result<void> hold_commits_up() { return wait_for_standby("'nobody'"); }
    Result<void> let_commits_through() { return wait_for_standby("''"); }
    Result<void> wait_for_standby(const std::string& which) {
        auto owner = session();
        CHECK_OK(owner.execute("ALTER SYSTEM SET synchronous_standby_names = " + which));
        return owner.execute("SELECT pg_reload_conf()");
    }

    PrivatePostgres& server_ = PrivatePostgres::instance();
    std::string name_ = server_.create_database();
    LoopThread loop_;
    TaskScope scope_{[](std::string_view, const Error& error) { ADD_FAILURE() << error.detail; }};
    std::unique_ptr<PostgresDatabase> database_;
    std::unique_ptr<PostgresListener> listener_;
    std::atomic<int> heard_{0};
};

TEST_F(PostgresTellingTest, WhoListensHearsOfAnEventAtOnce) {
    listen();
    const int before = heard_;
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_TRUE(loop_.run([this] { return write_event(); }));
    EXPECT_TRUE(soon([&] { return heard_ > before; }));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 4s);
}

TEST_F(PostgresTellingTest, ManyEventsAreToldTogether) {
    listen();
    const int before = heard_;
    constexpr int many = 60;
    std::atomic<int> written{0};
    for (int i = 0; i < many; ++i) {
        scope_.spawn(loop_.loop(), "event", [&, this]() -> Task<Result<void>> {
            CO_CHECK(co_await write_event());
            ++written;
            co_return ok();
        });
    }
    scope_.join();
    EXPECT_EQ(written, many);
    EXPECT_TRUE(soon([&] { return heard_ > before; }));
    EXPECT_LT(heard_ - before, many / 2);
}

// The lock under which a transaction notifies is the whole server's.
TEST_F(PostgresTellingTest, ACommitThatTakesLongHoldsNobodyUpWhoTells) {
    auto other = session();
    ASSERT_TRUE(other.execute("SET synchronous_commit = local; SET lock_timeout = 3000"));
    ASSERT_TRUE(loop_.run([this] { return write_event(); }));
    ASSERT_TRUE(hold_commits_up());
    // The server takes the setting in its own time: what is written until then slips through.
    ASSERT_TRUE(soon([this] {
        scope_.spawn(loop_.loop(), "event", [this] { return write_event(); });
        return sessions("usename = 'app' AND wait_event = 'SyncRep'") > 0;
    }));
    const auto told = other.execute("BEGIN; NOTIFY anything; COMMIT");
    EXPECT_TRUE(told) << told.error().detail;
}

}  // namespace
}  // namespace fairlead::storage
