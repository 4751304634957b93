// SPDX-License-Identifier: Apache-2.0
#include "storage/temporary_database.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <set>

namespace fairlead::storage {
namespace {

constexpr Time start = from_unix_ms(1'700'000'000'000);
constexpr Uuid workspace{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};

constexpr Sql add_workspace{"INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, 0)"};
constexpr Sql count_workspaces{"SELECT count(*) FROM workspaces"};
constexpr Sql add_user{
    "INSERT INTO users (id, workspace_id, external_id, role, created_at) "
    "VALUES ($1, $2, 'somebody', 'member', 0)"};
constexpr Sql count_users{"SELECT count(*) FROM users"};
constexpr Sql add_session{
    "INSERT INTO connect_sessions (id, workspace_id, user_id, token_hash, request, created_at, "
    "expires_at) VALUES ($1, $2, $3, $4, '{}', 0, 0)"};
constexpr Sql count_sessions{"SELECT count(*) FROM connect_sessions"};

Uuid id_of(std::uint8_t n) {
    Uuid id;
    id.bytes.fill(n);
    return id;
}

/// Writes to the file past the database, which is not told: what a kept snapshot does not see.
class Outsider {
public:
    explicit Outsider(const std::string& path) {
        EXPECT_EQ(::sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
    }
    ~Outsider() { ::sqlite3_close(handle_); }
    Outsider(const Outsider&) = delete;
    Outsider& operator=(const Outsider&) = delete;

    void run(const char* statement) {
        EXPECT_EQ(::sqlite3_exec(handle_, statement, nullptr, nullptr, nullptr), SQLITE_OK)
            << ::sqlite3_errmsg(handle_);
    }

private:
    sqlite3* handle_ = nullptr;
};

class SqliteSnapshotTest : public testing::Test {
protected:
    void write(Sql sql, Params params) {
        const auto written = db_.run<Rows>(
            [&] { return db_->write(Access::service(), sql, params, Priority::normal); });
        ASSERT_TRUE(written) << written.error().detail;
    }
    std::int64_t count(Sql sql) {
        const auto rows = db_.run<Rows>([&] { return db_->read(Access::service(), sql, {}); });
        return rows ? rows->front().integer(0) : -1;
    }
    void add_somebody() { write(add_user, {id_of(1), workspace}); }

    ManualClock clock_{start};
    TemporaryFile db_{clock_};
};

TEST_F(SqliteSnapshotTest, OutlivesACommitToAnotherTable) {
    EXPECT_EQ(count(count_workspaces), 1);
    Outsider{db_.path()}.run(
        "INSERT INTO workspaces (id, name, created_at) VALUES (X'02', 'unseen', 0)");
    add_somebody();
    EXPECT_EQ(count(count_workspaces), 1);
    write(add_workspace, {id_of(3), std::string{"seen"}});
    EXPECT_EQ(count(count_workspaces), 3);
}

TEST_F(SqliteSnapshotTest, SeesWhatAnyCommitChanged) {
    EXPECT_EQ(count(count_users), 0);
    EXPECT_EQ(count(count_sessions), 0);
    add_somebody();
    EXPECT_EQ(count(count_users), 1);
    write(add_session, {id_of(2), workspace, id_of(1), Bytes{"hash"}});
    EXPECT_EQ(count(count_sessions), 1);
    constexpr Sql rename{"UPDATE users SET external_id = 'another' WHERE id = $1"};
    write(rename, {id_of(1)});
    constexpr Sql count_others{"SELECT count(*) FROM users WHERE external_id = 'another'"};
    EXPECT_EQ(count(count_others), 1);
    // A key of another table takes the row with it.
    constexpr Sql erase{"DELETE FROM users WHERE id = $1"};
    write(erase, {id_of(1)});
    EXPECT_EQ(count(count_users), 0);
    EXPECT_EQ(count(count_sessions), 0);
}

TEST_F(SqliteSnapshotTest, SeesWhatATriggerChanged) {
    add_somebody();
    constexpr Sql add_integration{
        "INSERT INTO integrations (id, workspace_id, key, provider, method, variant, client_id, "
        "scopes, redirect_uri, enabled, source, fingerprint, created_at, updated_at) "
        "VALUES ($1, $2, 'acme', 'acme', '', '', '', '[]', '', 1, 'api', '', 0, 0)"};
    write(add_integration, {id_of(2), workspace});
    constexpr Sql add_connection{
        "INSERT INTO connections (id, workspace_id, user_id, integration_id, status, reason, "
        "error_message, scopes_granted, provider, provider_account_id, account_name, "
        "scopes_missing, vars, metadata, custom_metadata, generation, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, 'connected', '', '', '[]', 'acme', '', '', '[]', '{}', '{}', "
        "'{}', 0, 0, 0)"};
    write(add_connection, {id_of(3), workspace, id_of(1), id_of(2)});
    constexpr Sql count_disabled{"SELECT count(*) FROM connections WHERE user_disabled = 1"};
    EXPECT_EQ(count(count_disabled), 0);
    constexpr Sql disable{"UPDATE users SET disabled = 1 WHERE id = $1"};
    write(disable, {id_of(1)});
    EXPECT_EQ(count(count_disabled), 1);
}

TEST_F(SqliteSnapshotTest, SeesWhatATransactionChanged) {
    EXPECT_EQ(count(count_users), 0);
    const Database::Body body = [](Tx& tx) -> Task<Result<void>> {
        Params user{id_of(1), workspace};
        CO_CHECK(co_await tx.run(add_user, std::move(user)));
        Params session{id_of(2), workspace, id_of(1), Bytes{"hash"}};
        CO_CHECK(co_await tx.run(add_session, std::move(session)));
        co_return ok();
    };
    const auto done = run_blocking(
        db_.loop(), [&] { return db_->transaction(Access::service(), body, Priority::normal); });
    ASSERT_TRUE(done);
    EXPECT_EQ(count(count_users), 1);
    EXPECT_EQ(count(count_sessions), 1);
}

TEST_F(SqliteSnapshotTest, TheLogIsBegunAnewThoughNobodyReadsWhatIsWritten) {
    add_somebody();
    constexpr Sql rename{"UPDATE users SET external_id = $2 WHERE id = $1"};
    const std::string page(16 * 1024, 'x');
    for (int i = 0; i < 1600; ++i) {
        write(rename, {id_of(1), page + std::to_string(i)});
        ASSERT_EQ(count(count_workspaces), 1);
    }
    EXPECT_LT(std::filesystem::file_size(db_.path() + "-wal"), 24U * 1024 * 1024);
}

TEST_F(SqliteSnapshotTest, OutlivesALongLogUntilItIsFolded) {
    add_somebody();
    EXPECT_EQ(count(count_workspaces), 1);
    constexpr Sql rename{"UPDATE users SET external_id = $2 WHERE id = $1"};
    const std::string pages(16 * 1024, 'x');
    const auto log_pages = [&] { return std::filesystem::file_size(db_.path() + "-wal") / 4120; };
    const auto write_until = [&](std::uintmax_t many) {
        for (int i = 0; i < 1000 && log_pages() < many; ++i)
            write(rename, {id_of(1), pages + std::to_string(i)});
        return log_pages() >= many;
    };
    ASSERT_TRUE(write_until(3700));
    Outsider{db_.path()}.run(
        "PRAGMA wal_autocheckpoint=0;"
        "INSERT INTO workspaces (id, name, created_at) VALUES (X'02', 'unseen', 0)");
    write(rename, {id_of(1), pages});
    ASSERT_LT(log_pages(), 4000U);
    EXPECT_EQ(count(count_workspaces), 1);
    ASSERT_TRUE(write_until(4000));
    write(rename, {id_of(1), pages});
    EXPECT_EQ(count(count_workspaces), 2);
}

TEST(TableSet, HoldsWhatWasAdded) {
    TableSet set;
    set.add("users");
    std::set<std::size_t> bits;
    set.each([&](std::size_t bit) { return bits.insert(bit).second; });
    EXPECT_EQ(bits, std::set{TableSet::bit_of("users")});
    TableSet both;
    both.add("audit");
    both.add(set);
    EXPECT_FALSE(both.each([&](std::size_t bit) { return !bits.contains(bit); }));
    int all = 0;
    EXPECT_TRUE(TableSet::all().each([&](std::size_t) { return ++all > 0; }));
    EXPECT_EQ(all, 64);
}

// What begins a connect reads the first three, and writes the others with every start.
TEST(TableSet, AConnectDoesNotTakeItsReadersSnapshots) {
    for (const char* read : {"users", "data_keys", "integrations"}) {
        for (const char* written : {"connect_sessions", "audit"}) {
            EXPECT_NE(TableSet::bit_of(read), TableSet::bit_of(written)) << read << written;
        }
    }
}

}  // namespace
}  // namespace fairlead::storage
