// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_rights.h"

#include "base/fixed_random.h"
#include "base/loop_thread.h"
#include "storage/postgres/postgres_database.h"
#include "storage/postgres/private_postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::storage {
namespace {

using testing::HasSubstr;

/// Two workspaces, two users in the first, a session each.
class PostgresRightsTest : public testing::Test {
protected:
    PostgresRightsTest() {
        run(R"(
            INSERT INTO workspaces VALUES ('00000000-0000-7000-8000-0000000000b0', 'other', now());
            INSERT INTO users SELECT gen_random_uuid(), workspace, name, NULL, NULL, 'member', false,
                now() FROM (VALUES
                ('00000000-0000-7000-8000-000000000001'::uuid, 'one'),
                ('00000000-0000-7000-8000-000000000001', 'two'),
                ('00000000-0000-7000-8000-0000000000b0', 'three')) AS of (workspace, name);
            INSERT INTO sessions SELECT gen_random_uuid(), workspace_id, id, sha256(external_id::bytea),
                '', '', now(), now(), now(), now() FROM users;
        )");
    }
    ~PostgresRightsTest() override { server_.drop_database(name_); }

    void run(const std::string& script) {
        const auto done = session("owner").execute(script);
        ASSERT_TRUE(done) << done.error().detail;
    }
    PostgresSession session(const std::string& role) {
        auto opened = PostgresSession::open(server_.address(name_, role));
        EXPECT_TRUE(opened);
        return *std::move(opened);
    }
    UserId user(const std::string& name) {
        const auto rows =
            session("owner").run("SELECT id FROM users WHERE external_id = $1", {name});
        return rows->front().id<UserId>(0);
    }
    std::string first_fatal(const std::string& application = "app",
                            const std::string& service = "service") {
        auto one = session(application);
        auto other = session(service);
        const auto findings = examine_rights(one, other);
        EXPECT_TRUE(findings) << findings.error().detail;
        const auto refused = refuse_fatal(*findings);
        return refused ? "" : refused.error().message;
    }

    PrivatePostgres& server_ = PrivatePostgres::instance();
    std::string name_ = server_.create_database();
};

TEST_F(PostgresRightsTest, ASessionThatNamesNobodySeesNothingAnywhere) {
    auto application = session("app");
    const auto tables = application.run(
        "SELECT CAST(relname AS text) FROM pg_class WHERE relkind = 'r' AND relname <> "
        "'schema_migrations' AND relnamespace = CAST(current_schema() AS regnamespace)");
    ASSERT_TRUE(tables);
    ASSERT_GE(tables->size(), 19U);
    for (const Row& table : *tables) {
        const auto seen = application.integer("SELECT count(*) FROM " + table.text(0));
        ASSERT_TRUE(seen) << table.text(0) << ' ' << seen.error().detail;
        EXPECT_EQ(*seen, 0) << table.text(0);
    }
    EXPECT_EQ(session("service").integer("SELECT count(*) FROM users").value(), 3);
}

TEST_F(PostgresRightsTest, AStatementSeesWhatItsAccessAllowsAndWritesNoMore) {
    const auto one = user("one");
    LoopThread loop;
    PostgresOptions options;
    options.address = server_.address(name_, "app");
    options.service_address = server_.address(name_, "service");
    PostgresDatabase database{std::move(options), {&loop.loop()}};
    const auto count = [&](Access access) {
        constexpr Sql all{"SELECT count(*) FROM sessions"};
        const auto rows = loop.ask<Rows>([&] { return database.read(access, all, Params{}); });
        EXPECT_TRUE(rows) << rows.error().detail;
        return rows->front().integer(0);
    };
    EXPECT_EQ(count(Access::of(default_workspace, one)), 1);
    EXPECT_EQ(count(Access::of(default_workspace)), 2);
    EXPECT_EQ(count(Access::service()), 3);
    EXPECT_EQ(count(Access::of(WorkspaceId{Uuid{{9}}})), 0);

    const auto changed = [&](Access access) {
        constexpr Sql all{"UPDATE sessions SET address = 'elsewhere'"};
        const auto rows =
            loop.ask<Rows>([&] { return database.write(access, all, Params{}, Priority::normal); });
        return rows ? rows->changed : -1;
    };
    EXPECT_EQ(changed(Access::of(default_workspace, one)), 1);
    EXPECT_EQ(changed(Access::of(default_workspace)), 2);
    const auto stolen = loop.ask<Rows>([&] {
        constexpr Sql give{"UPDATE sessions SET user_id = $1"};
        return database.write(Access::of(default_workspace, one), give, Params{user("two").value},
                              Priority::normal);
    });
    EXPECT_FALSE(stolen) << "a row was handed to another user";
}

/// Every mix of users, workspaces and nobody over a few connections: nothing is carried over.
TEST_F(PostgresRightsTest, AConnectionNeverCarriesAnIdentityOver) {
    const auto one = user("one");
    const auto two = user("two");
    LoopThread loop;
    PostgresOptions options;
    options.address = server_.address(name_, "app");
    options.service_address = server_.address(name_, "service");
    options.writing = 2;
    PostgresDatabase database{std::move(options), {&loop.loop()}};
    const std::array accesses{Access::of(default_workspace, one),
                              Access::of(default_workspace, two), Access::of(default_workspace),
                              Access::of(WorkspaceId{Uuid{{9}}})};
    const std::array<std::int64_t, 4> expected{1, 1, 2, 0};
    std::atomic<int> right{0};
    TaskScope scope([](std::string_view, const Error& error) { ADD_FAILURE() << error.detail; });
    constexpr int rounds = 400;
    for (int i = 0; i < rounds; ++i) {
        const auto which = static_cast<std::size_t>(i * 7 % 4);
        scope.spawn(loop.loop(), "mixed", [&, which, i]() -> Task<Result<void>> {
            constexpr Sql all{"SELECT count(*) FROM users"};
            std::int64_t seen = -1;
            const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
                Params none;
                CO_TRY(const auto rows, co_await tx.run(all, std::move(none)));
                seen = rows.front().integer(0);
                // Some end in an error, with the identity still set.
                if (i % 3 == 0) co_return Error{Errc::conflict, "undone"};
                co_return ok();
            };
            static_cast<void>(
                co_await database.transaction(accesses[which], body, Priority::normal));
            right += seen == expected[which] ? 1 : 0;
            co_return ok();
        });
    }
    scope.join();
    EXPECT_EQ(right, rounds);
}

TEST_F(PostgresRightsTest, ADatabaseAsMigrateLeavesItIsFine) { EXPECT_EQ(first_fatal(), ""); }

TEST_F(PostgresRightsTest, ASuperuserIsRefused) {
    EXPECT_THAT(first_fatal("owner"), HasSubstr("superuser"));
}

TEST_F(PostgresRightsTest, RolesThatAreMixedUpAreRefused) {
    EXPECT_THAT(first_fatal("service", "service"), HasSubstr("sees every workspace"));
    EXPECT_THAT(first_fatal("app", "app"), HasSubstr("GRANT fairlead_service"));
}

TEST_F(PostgresRightsTest, ATableWithoutItsGuardIsRefused) {
    run("ALTER TABLE connections NO FORCE ROW LEVEL SECURITY");
    EXPECT_THAT(first_fatal(), HasSubstr("connections"));
    run("ALTER TABLE connections FORCE ROW LEVEL SECURITY");
    run("CREATE POLICY open ON users TO fairlead_app USING (true)");
    EXPECT_THAT(first_fatal(), HasSubstr("3 rows of users"));
}

TEST_F(PostgresRightsTest, ARoleThatOwnsATableOrMayMakeOneIsRefused) {
    run("GRANT CREATE ON SCHEMA public TO app");
    EXPECT_THAT(first_fatal(), HasSubstr("may create tables"));
    run("REVOKE CREATE ON SCHEMA public FROM app; CREATE TABLE mine (id bigint); "
        "ALTER TABLE mine OWNER TO app");
    EXPECT_THAT(first_fatal(), HasSubstr("owns 1 of the tables"));
}

}  // namespace
}  // namespace fairlead::storage
