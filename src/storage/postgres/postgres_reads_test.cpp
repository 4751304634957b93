// SPDX-License-Identifier: Apache-2.0
#include "base/loop_thread.h"
#include "storage/connection_store.h"
#include "storage/postgres/postgres_database.h"
#include "storage/postgres/postgres_row_reads.h"
#include "storage/postgres/private_postgres.h"
#include "storage/refresh_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>

namespace fairlead::storage {
namespace {

constexpr int people = 2000;
constexpr const char* people_script = R"(
CREATE FUNCTION numbered(kind int, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CAST(lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS uuid)
$$;
INSERT INTO integrations
    SELECT numbered(9, 1), id, 'acme', 'acme', 'oauth', '', 'client', NULL, 0, '[]', '', true, 'api',
        '', now(), now() FROM workspaces;
INSERT INTO users SELECT numbered(1, n), w.id, 'user-' || n, NULL, NULL, 'member', false, now()
    FROM workspaces w, generate_series(1, 2000) n;
INSERT INTO data_keys SELECT numbered(2, n), w.id, 'user', numbered(1, n), 'first', 'wrapped'
    FROM workspaces w, generate_series(1, 2000) n;
INSERT INTO connections (id, workspace_id, user_id, integration_id, provider, provider_account_id,
        account_name, status, reason, error_message, scopes_granted, scopes_missing, vars, metadata,
        custom_metadata, generation, token_consent, token_generation, access_sealed, token_type,
        access_lifetime_ms, created_at, updated_at)
    SELECT numbered(3, n), w.id, numbered(1, n), numbered(9, 1), 'acme', CAST(n AS text), '',
        'connected', 'none', '', '[]', '[]', '{}', '{}', '{}', 1, 1, 1, 'sealed', 'Bearer', 0, now(), now()
    FROM workspaces w, generate_series(1, 2000) n;
INSERT INTO refresh_guard (connection_id, workspace_id, consent, generation, epoch)
    SELECT numbered(3, n), w.id, 1, 1, 1 FROM workspaces w, generate_series(1, 2000) n;
)";

/// As the script numbers them.
Uuid numbered(std::uint8_t kind, int n) {
    Uuid id;
    id.bytes = {0, 0, 0, kind, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0};
    id.bytes[14] = static_cast<std::uint8_t>(n / 256);
    id.bytes[15] = static_cast<std::uint8_t>(n % 256);
    return id;
}
Access as_user(int n) { return Access::of(default_workspace, UserId{numbered(1, n)}); }
ConnectionId connection_of(int n) { return ConnectionId{numbered(3, n)}; }

/// A database of two thousand users, each with a connection, of which nobody made statistics.
class PostgresReadsTest : public testing::Test {
protected:
    PostgresReadsTest() {
        auto owner = session();
        for (const auto* table : {"connections", "users", "data_keys", "refresh_guard"}) {
            EXPECT_TRUE(owner.execute("ALTER TABLE " + std::string{table} +
                                      " SET (autovacuum_enabled = off)"));
        }
        const auto filled = owner.execute(people_script);
        EXPECT_TRUE(filled) << filled.error().detail;
        // What filling touched is counted now and not when this session has ended, after a reset.
        EXPECT_TRUE(owner.execute("SELECT pg_stat_force_next_flush()"));
        PostgresOptions options;
        options.address = server_.address(name_, "app");
        options.service_address = server_.address(name_, "service");
        options.reading = 1;
        database_ = std::make_unique<PostgresDatabase>(std::move(options),
                                                       std::vector<Loop*>{&loop_.loop()});
    }
    ~PostgresReadsTest() override {
        database_.reset();
        server_.drop_database(name_);
    }

    PostgresSession session() {
        auto opened = PostgresSession::open(server_.address(name_, "owner"));
        EXPECT_TRUE(opened);
        return *std::move(opened);
    }

    /// Starts `count` coroutines at once and waits for all; `one` gets their numbers from 0 on.
    void together(int count, const std::function<Task<Result<void>>(int)>& one) {
        TaskScope scope([](std::string_view, const Error& error) {
            ADD_FAILURE() << error.message << " " << error.detail;
        });
        for (int i = 0; i < count; ++i) {
            scope.spawn(loop_.loop(), "one of many", [&one, i] { return one(i); });
        }
        scope.join();
    }

    /// Ends the database's connections and says how many rows their statements have touched. The
    /// server hears of that when a connection ends.
    std::int64_t rows_touched() {
        database_.reset();
        auto owner = session();
        for (int tries = 0; tries < 200; ++tries) {
            const auto left = owner.integer(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND usename IN ('app', 'service')");
            if (left.value() == 0) break;
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        return session()
            .integer(
                "SELECT CAST(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS bigint) "
                "FROM pg_stat_user_tables WHERE relname IN "
                "('connections', 'users', 'data_keys', 'refresh_guard')")
            .value();
    }

    PrivatePostgres& server_ = PrivatePostgres::instance();
    std::string name_ = server_.create_database();
    LoopThread loop_;
    std::unique_ptr<PostgresDatabase> database_;
};

TEST_F(PostgresReadsTest, ATokenReadTouchesItsOwnRowsAlone) {
    ASSERT_TRUE(session().execute("SELECT pg_stat_reset()"));
    constexpr int reads = 300;  // the first few on a connection are planned each for itself
    ConnectionStore connections{*database_};
    together(reads, [&](int i) -> Task<Result<void>> {
        const int n = people - i;
        const auto access = as_user(n);
        const auto id = connection_of(n);
        CO_TRY(const auto row, co_await connections.find_for_token(access, id));
        EXPECT_TRUE(row && row->token && row->token->key);
        EXPECT_EQ(row->external_user, "user-" + std::to_string(n));
        co_return ok();
    });
    EXPECT_LE(rows_touched(), reads * 4);
}

TEST_F(PostgresReadsTest, AUsersRefreshTouchesItsOwnRowsAlone) {
    ASSERT_TRUE(session().execute("SELECT pg_stat_reset()"));
    constexpr int times = 20;
    together(times, [&](int i) -> Task<Result<void>> {
        const Database::Body body = [i](Tx& tx) -> Task<Result<void>> {
            const auto id = connection_of(people - i);
            CO_TRY(const auto guard, co_await refresh::lock(tx, default_workspace, id));
            EXPECT_TRUE(guard);
            co_return ok();
        };
        const auto access = as_user(people - i);
        co_return co_await database_->transaction(access, body, Priority::normal);
    });
    EXPECT_LE(rows_touched(), times * 8);
}

constexpr Sql row_sql{
    "SELECT external_id, CAST(CAST(pg_current_xact_id() AS text) AS bigint), id FROM users "
    "WHERE workspace_id = $1 AND id = ANY(CAST($2 AS uuid[]))"};

TEST_F(PostgresReadsTest, RowsThatAreAskedForTogetherAreGivenToWhoAskedForEach) {
    constexpr int reads = 500;
    std::set<std::int64_t> transactions;
    std::atomic<int> absent{0};
    together(reads, [&](int i) -> Task<Result<void>> {
        // Each tenth asks for nobody, some for the same one, and a few as a user who sees one alone.
        const int n = i % 10 == 7 ? people + 1 + i : i / 2 + 1;
        const bool is_other = i % 25 == 3;
        const auto access = is_other ? as_user(people) : Access::of(default_workspace);
        CO_TRY(const auto rows, co_await database_->read_row(access, row_sql, numbered(1, n)));
        if (n > people || is_other) {
            EXPECT_TRUE(rows.empty());
            ++absent;
            co_return ok();
        }
        EXPECT_EQ(rows.size(), 1U);
        EXPECT_EQ(rows.front().text(0), "user-" + std::to_string(n));
        transactions.insert(rows.front().integer(1));
        co_return ok();
    });
    EXPECT_EQ(absent, 70);
    EXPECT_LT(transactions.size(), reads / 8);
}

TEST(PostgresRowReads, GivesEachItsRowInWhateverOrderTheyCome) {
    const auto row_of = [](int n) {
        Row row;
        row.add_integer(n);
        const Uuid id = numbered(3, n);
        row.add_bytes({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
        return row;
    };
    using Numbers = std::vector<int>;
    for (const auto& [wanted, come] : {std::pair{Numbers{1, 2, 3}, Numbers{1, 2, 3}},
                                       {{1, 2, 3}, {3, 1, 2}},
                                       {{1, 2, 3}, {1, 3}},
                                       {{1, 2, 1, 9}, {1, 2, 1}},
                                       {{1, 2, 1}, {2, 1, 1}},
                                       {{1, 2, 1}, {1, 1, 2}},
                                       {{9}, {}}}) {
        Rows rows;
        for (const int n : come) rows.rows.push_back(row_of(n));
        Numbers given;
        PostgresRowReads::Batch batch;
        for (const int n : wanted) {
            batch.push_back(
                {numbered(3, n), [&given](const Result<Rows>& answer) {
                     ASSERT_TRUE(answer);
                     given.push_back(
                         answer->empty() ? 9 : static_cast<int>(answer->front().integer(0)));
                 }});
        }
        PostgresRowReads::hand_out(batch, rows);
        Numbers expected = wanted;
        for (int& n : expected) {
            if (std::ranges::find(come, n) == come.end()) n = 9;
        }
        EXPECT_EQ(given, expected);
    }
}

TEST_F(PostgresReadsTest, RowsThatCannotBeReadAreToldToEachWhoAsked) {
    constexpr Sql wrong{
        "SELECT 1 / (length(external_id) - length(external_id)), id FROM users "
        "WHERE workspace_id = $1 AND id = ANY(CAST($2 AS uuid[]))"};
    std::atomic<int> failed{0};
    together(90, [&](int i) -> Task<Result<void>> {
        const auto access = Access::of(default_workspace);
        const Uuid id = numbered(1, i + 1);
        const auto rows = co_await database_->read_row(access, wrong, id);
        if (!rows) ++failed;
        co_return ok();
    });
    EXPECT_EQ(failed, 90);
}

constexpr Sql mine_sql{
    "SELECT CAST(count(*) AS bigint), min(external_id), "
    "CAST(CAST(pg_current_xact_id() AS text) AS bigint) FROM users"};

TEST_F(PostgresReadsTest, ReadsThatShareATransactionSeeEachItsOwnUsersRows) {
    constexpr int reads = 400;
    std::set<std::int64_t> transactions;
    together(reads, [&](int i) -> Task<Result<void>> {
        const int n = i + 1;
        Params none;
        const bool whole = i % 7 == 0;
        const auto access = whole ? Access::of(default_workspace) : as_user(n);
        CO_TRY(const auto rows, co_await database_->read(access, mine_sql, std::move(none)));
        EXPECT_EQ(rows.front().integer(0), whole ? people : 1);
        if (!whole) {
            EXPECT_EQ(rows.front().text(1), "user-" + std::to_string(n));
        }
        transactions.insert(rows.front().integer(2));
        co_return ok();
    });
    EXPECT_LT(transactions.size(), reads / 2);
}

TEST_F(PostgresReadsTest, AReadThatFailsSpoilsNoneOfThoseItSharesATransactionWith) {
    constexpr Sql wrong{"SELECT 1 / (count(*) - count(*)) FROM users"};
    std::atomic<int> good{0};
    std::atomic<int> bad{0};
    together(400, [&](int i) -> Task<Result<void>> {
        const bool fails = i % 5 == 3;
        Params none;
        const auto access = as_user(i + 1);
        const Sql sql = fails ? wrong : mine_sql;
        const auto rows = co_await database_->read(access, sql, std::move(none));
        if (fails) {
            EXPECT_FALSE(rows);
            ++bad;
            co_return ok();
        }
        if (!rows) co_return rows.error();
        EXPECT_EQ(rows->front().integer(0), 1);
        EXPECT_EQ(rows->front().text(1), "user-" + std::to_string(i + 1));
        ++good;
        co_return ok();
    });
    EXPECT_EQ(good, 320);
    EXPECT_EQ(bad, 80);
}

TEST_F(PostgresReadsTest, ReadsThatWaitForEachOtherOutliveTheirConnection) {
    std::atomic<int> answered{0};
    together(300, [&](int i) -> Task<Result<void>> {
        if (i == 150) {
            EXPECT_TRUE(
                session().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                              "WHERE datname = current_database() AND usename = 'app'"));
        }
        Params none;
        const auto access = as_user(i + 1);
        CO_TRY(const auto rows, co_await database_->read(access, mine_sql, std::move(none)));
        EXPECT_EQ(rows.front().text(1), "user-" + std::to_string(i + 1));
        ++answered;
        co_return ok();
    });
    EXPECT_EQ(answered, 300);
}

TEST_F(PostgresReadsTest, WhoFilledADatabaseMayHaveItsRowsCounted) {
    const auto known = [this] {
        return session().integer(
            "SELECT CAST(reltuples AS bigint) FROM pg_class WHERE relname = 'connections'");
    };
    EXPECT_NE(known().value(), people);
    const auto count = [&](const char* role) {
        auto opened = PostgresSession::open(server_.address(name_, role));
        return opened->execute("SELECT count_rows_anew()");
    };
    EXPECT_FALSE(count("app"));
    EXPECT_TRUE(count("service"));
    EXPECT_EQ(known().value(), people);
}

}  // namespace
}  // namespace fairlead::storage
