// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_rights.h"

#include "base/fixed_random.h"
#include "base/loop_thread.h"
#include "storage/postgres/postgres_database.h"
#include "storage/postgres/private_postgres.h"
#include "storage/postgres/two_workspaces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <set>

namespace fairlead::storage {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

class PostgresRightsTest : public testing::Test {
protected:
    PostgresRightsTest() { run(two_workspaces_script); }
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

    std::vector<std::string> every_table() {
        const auto rows = session("owner").run(
            "SELECT CAST(relname AS text) FROM pg_class WHERE relkind = 'r' AND relname <> "
            "'schema_migrations' AND relnamespace = CAST(current_schema() AS regnamespace)");
        std::vector<std::string> tables;
        for (const Row& row : *rows) tables.push_back(row.text(0));
        return tables;
    }
    /// A session of the application's role in a transaction that says for whom it runs.
    PostgresSession acting(const std::string& workspace, const std::string& user) {
        auto application = session("app");
        EXPECT_TRUE(application.execute("BEGIN"));
        EXPECT_TRUE(application.run(
            "SELECT set_config('app.workspace_id', $1, true), set_config('app.user_id', $2, true)",
            {workspace, user}));
        return application;
    }
    std::vector<std::string> rows_for(const std::string& workspace, const std::string& user,
                                      const std::string& table) {
        const auto rows = acting(workspace, user)
                              .run("SELECT CAST(row_to_json(one) AS text) FROM " + table + " one");
        EXPECT_TRUE(rows) << rows.error().detail;
        std::vector<std::string> texts;
        for (const Row& row : *rows) texts.push_back(row.text(0));
        return texts;
    }
    /// How many rows would go; 0 where the role may delete none.
    std::int64_t deleted_for(const std::string& workspace, const std::string& user,
                             const std::string& table) {
        const auto rows = acting(workspace, user).run("DELETE FROM " + table);
        return rows ? rows->changed : 0;
    }

    PrivatePostgres& server_ = PrivatePostgres::instance();
    std::string name_ = server_.create_database();
};

TEST_F(PostgresRightsTest, ASessionThatNamesNobodySeesNothingAnywhere) {
    auto application = session("app");
    const auto role = application.run(
        "SELECT CAST(current_user AS text), CAST(row_to_json(pg_roles) AS text), rolsuper OR "
        "rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication FROM pg_roles WHERE "
        "rolname = current_user");
    std::fprintf(stderr, "current_user %s\npg_roles %s\n", role->front().text(0).c_str(),
                 role->front().text(1).c_str());
    EXPECT_FALSE(role->front().boolean(2));
    auto service = session("service");
    const auto tables = every_table();
    ASSERT_GE(tables.size(), 19U);
    for (const std::string& table : tables) {
        EXPECT_EQ(application.integer("SELECT count(*) FROM " + table).value(), 0) << table;
        EXPECT_GE(service.integer("SELECT count(*) FROM " + table).value(), 2)
            << table << " is empty: give it rows in two_workspaces.h";
    }
    std::fprintf(stderr, "%zu tables with rows, none shown\n", tables.size());
}

/// Plain SQL as the application's role, as the workspace and the user that a caller was proven to
/// be.
TEST_F(PostgresRightsTest, AUserIsShownNothingOfAnybodyElse) {
    const std::string one = user("one").text();
    const std::string workspace = default_workspace.text();
    const std::string elsewhere = "00000000-0000-7000-8000-0000000000b0";
    const std::set<std::string> of_workspaces{
        "integrations", "client_registrations", "custom_providers", "workspaces",
        "jobs",         "audit_counts"};
    const std::set<std::string> of_nobody{"nodes", "unfinished_copy"};
    const std::set<std::string> of_no_user{"jobs", "audit_counts", "nodes", "unfinished_copy"};
    for (const std::string& table : every_table()) {
        SCOPED_TRACE(table);
        const bool is_whole = of_workspaces.contains(table);
        const bool is_hidden = of_no_user.contains(table);
        const std::size_t of_one = of_nobody.contains(table) ? 0 : 1;
        const auto own = rows_for(workspace, one, table);
        EXPECT_EQ(own.size(), is_hidden ? 0 : 1);
        for (const std::string& row : own) {
            EXPECT_THAT(row, AnyOf(HasSubstr(one), HasSubstr(workspace)));
            for (const std::string& other : {user("two").text(), user("three").text(), elsewhere})
                EXPECT_THAT(row, Not(HasSubstr(other)));
        }
        EXPECT_EQ(rows_for(workspace, "", table).size(), is_whole ? of_one : 2 * of_one);
        EXPECT_EQ(rows_for(elsewhere, "", table).size(), of_one);
        // Of this workspace, and yet of none: what says so belongs to another.
        EXPECT_EQ(rows_for(elsewhere, one, table).size(), is_whole && !is_hidden ? 1 : 0);
        EXPECT_LE(deleted_for(workspace, one, table), static_cast<std::int64_t>(own.size()));
    }
}

TEST_F(PostgresRightsTest, AMembersAppIsThatMembersAlone) {
    run(R"(INSERT INTO client_registrations (id, workspace_id, integration_id, user_id, server,
        redirect_uri, state, claimed_until, client_id, details, created_at)
        SELECT gen_random_uuid(), u.workspace_id, i.id, u.id, '', '', 'current', 0,
        'app of ' || u.external_id, '{}', now()
        FROM users u JOIN integrations i ON i.workspace_id = u.workspace_id)");
    const std::string table = "client_registrations";
    const std::string workspace = default_workspace.text();
    const std::string one = user("one").text();
    EXPECT_THAT(rows_for(workspace, one, table),
                UnorderedElementsAre(HasSubstr("app of one"), HasSubstr("\"issued\"")));
    EXPECT_EQ(rows_for(workspace, "", table).size(), 3U);
    for (const std::string& other : {"'" + user("two").text() + "'", std::string{"NULL"}})
        EXPECT_FALSE(acting(workspace, one)
                         .run("UPDATE client_registrations SET user_id = " + other +
                              " WHERE client_id = 'app of one'"))
            << "handed to " << other;
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

TEST_F(PostgresRightsTest, RolesOfTwoDatabasesAreRefused) {
    const std::string other = server_.create_database();
    {
        auto application = session("app");
        auto service = PostgresSession::open(server_.address(other, "service"));
        const auto refused = refuse_fatal(*examine_rights(application, *service));
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error().message, HasSubstr("another database"));
    }
    server_.drop_database(other);
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
