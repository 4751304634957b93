// SPDX-License-Identifier: Apache-2.0
//
// Through a real pgbouncer in transaction mode: whoever comes next gets the same server connection.
#include "storage/postgres/postgres_pooler.h"

#include "base/loop_thread.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/postgres/postgres_database.h"
#include "storage/postgres/private_pgbouncer.h"
#include "storage/postgres/two_workspaces.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>

namespace fairlead::storage {
namespace {

constexpr WorkspaceId other_workspace{
    Uuid{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xb0}}};

#define WHO                                                     \
    "coalesce(current_setting('app.workspace_id', true), ''), " \
    "coalesce(current_setting('app.user_id', true), ''), CAST(current_user AS text), "
constexpr Sql look_sql{"SELECT " WHO "(SELECT count(*) FROM users)"};
constexpr Sql touch_sql{"UPDATE users SET disabled = disabled RETURNING " WHO
                        "(SELECT count(*) FROM users)"};
constexpr Sql fail_sql{"SELECT count(*) / 0 FROM users"};
#undef WHO

/// As whom a transaction runs, and what it must see.
struct Identity {
    Access access;
    std::string workspace;
    std::string user;
    std::string role;
    std::int64_t users = 0;
};

bool is_right(const Identity& identity, const Result<Rows>& rows) {
    if (!rows || rows->empty()) return false;
    const Row& row = rows->front();
    return row.text(0) == identity.workspace && row.text(1) == identity.user &&
           row.text(2) == identity.role && row.integer(3) == identity.users;
}

class PostgresPoolerTest : public testing::Test {
protected:
    PostgresPoolerTest() {
        auto owner = PostgresSession::open(server_.address(name_));
        const auto made = owner->execute(two_workspaces_script);
        EXPECT_TRUE(made) << made.error().detail;
        const auto user = [&](const char* name) {
            const auto rows =
                owner->run("SELECT id FROM users WHERE external_id = $1", {std::string{name}});
            return rows->front().id<UserId>(0);
        };
        const std::string default_text = default_workspace.text();
        const std::string other_text = other_workspace.text();
        identities_ = {{Access::service(), "", "", "service", 3},
                       {Access::of(default_workspace), default_text, "", "app", 2},
                       {Access::of(other_workspace), other_text, "", "app", 1}};
        for (const char* name : {"one", "two", "three"}) {
            const bool is_other = std::string_view{name} == "three";
            const UserId id = user(name);
            identities_.push_back({Access::of(is_other ? other_workspace : default_workspace, id),
                                   is_other ? other_text : default_text, id.text(), "app", 1});
        }
    }
    ~PostgresPoolerTest() override {
        server_.drop_database(name_);  // and with it the pooler's connections
    }

    PostgresOptions options() const {
        PostgresOptions options;
        options.address = pooler_.address(name_, "app");
        options.service_address = pooler_.address(name_, "service");
        options.statements = StatementMode::unnamed;
        return options;
    }

    /// One transaction of some shape; whether it saw what it must.
    static Task<Result<bool>> take_turn(PostgresDatabase& database, const Identity& identity,
                                        int shape) {
        Params none;
        const Access access = identity.access;
        switch (shape) {
            case 0: {
                const auto failed = co_await database.read(access, fail_sql, std::move(none));
                co_return !failed && failed.error().code == Errc::internal;
            }
            case 1: {
                if (identity.users > 1) break;  // two that touch several rows lock each other out
                const auto rows =
                    co_await database.write(access, touch_sql, std::move(none), Priority::normal);
                co_return is_right(identity, rows) && rows->changed == 1;
            }
            case 2: co_return co_await take_long_turn(database, identity, look_sql);
            case 3: co_return co_await take_long_turn(database, identity, fail_sql);
            default: break;
        }
        const auto rows = co_await database.read(access, look_sql, std::move(none));
        co_return is_right(identity, rows);
    }
    /// A transaction of two statements that is undone, by us or by the second.
    static Task<Result<bool>> take_long_turn(PostgresDatabase& database, const Identity& identity,
                                             Sql second) {
        bool saw = false;
        const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
            Params none;
            const auto first = co_await tx.run(look_sql, std::move(none));
            saw = is_right(identity, first);
            Params no_more;
            const auto rows = co_await tx.run(second, std::move(no_more));
            if (!rows) co_return rows.error();
            saw = saw && is_right(identity, rows);
            co_return Error{Errc::conflict, "undone"};
        };
        const auto done = co_await database.transaction(identity.access, body, Priority::normal);
        co_return saw && !done;
    }

    PrivatePostgres& server_ = PrivatePostgres::instance();
    PrivatePgbouncer pooler_{3};
    std::string name_ = server_.create_database();
    std::vector<Identity> identities_;
};

TEST_F(PostgresPoolerTest, AServersConnectionNeverCarriesAnIdentityOver) {
    constexpr int turns = 100'000;
    constexpr int workers = 8;
    std::atomic<int> next{0};
    std::atomic<int> right{0};
    const Identity nobody{Access::service(), "", "", "app", 0};
    LoopThread loop;
    PostgresDatabase database{options(), {&loop.loop()}};
    TaskScope scope([](std::string_view, const Error& error) { ADD_FAILURE() << error.detail; });
    for (int worker = 0; worker < workers; ++worker) {
        scope.spawn(loop.loop(), "mixed", [&]() -> Task<Result<void>> {
            for (int turn = next++; turn < turns; turn = next++) {
                const auto& who = identities_[static_cast<std::size_t>(turn) % identities_.size()];
                // Seven and six have no divisor in common: everybody does everything.
                const int shape = turn % 7;
                CO_TRY(const bool saw, co_await take_turn(database, who, shape));
                right += saw ? 1 : 0;
            }
            co_return ok();
        });
    }
    // Between them those who say nothing, and would see whatever the last one left.
    std::vector<std::shared_ptr<PostgresConnection>> silent;
    const PostgresOptions same = options();
    for (int i = 0; i < workers; ++i) {
        auto handle = PostgresConnection::connect(same);
        ASSERT_TRUE(handle);
        silent.push_back(
            std::make_shared<PostgresConnection>(loop.loop(), *std::move(handle), same));
        scope.spawn(loop.loop(), "silent", [&, i]() -> Task<Result<void>> {
            silent[static_cast<std::size_t>(i)]->start();
            for (int turn = next++; turn < turns; turn = next++) {
                PostgresGroup group{{look_sql.postgres, {}}};
                const auto rows =
                    co_await silent[static_cast<std::size_t>(i)]->run(std::move(group));
                right += is_right(nobody, rows) ? 1 : 0;
            }
            silent[static_cast<std::size_t>(i)]->close();
            co_return ok();
        });
    }
    scope.join();
    EXPECT_EQ(right, turns) << "so many saw what was not theirs: " << turns - right;
    auto owner = PostgresSession::open(server_.address(name_));
    const auto used = owner->integer(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND usename IN ('app', 'service')");
    EXPECT_LE(used.value(), 6) << "the pooler was not between";
}

TEST_F(PostgresPoolerTest, ThePoolerIsNoticed) {
    auto through = PostgresSession::open(pooler_.address(name_, "app"));
    ASSERT_TRUE(through);
    EXPECT_TRUE(is_pooled(*through).value());
    auto past = PostgresSession::open(server_.address(name_, "app"));
    EXPECT_FALSE(is_pooled(*past).value());
}

}  // namespace
}  // namespace fairlead::storage
