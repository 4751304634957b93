// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/copy_fixture.h"

#include "base/loop_thread.h"
#include "crypto/hash.h"

#include <fstream>

namespace fairlead::storage {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class CopyTest : public CopyFixture {
protected:
    static std::string why(const Result<void>& result) {
        return result ? "" : result.error().message;
    }
    static std::string bytes_of_file(const std::string& path) {
        std::ifstream in{path, std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        return crypto::sha256_hex(bytes);
    }
    Result<void> try_start(const std::string& path) {
        TRY(const auto database, SqliteDatabase::open({.path = path}, clock_));
        LoopThread loop;
        return loop.run([&] { return refuse_unfinished_copy(*database); });
    }
};

TEST_F(CopyTest, ThereAndBackEveryTableIsTheSame) {
    const auto before = proofs_of(source_);
    const std::string bytes = bytes_of_file(source_);
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_GT(before[i].rows, 0) << copied_tables()[i].name;
    }
    ASSERT_EQ(why(copy_to_server()), "");
    ASSERT_EQ(why(copy_back()), "");
    EXPECT_EQ(proofs_of(back_), before);
    EXPECT_EQ(bytes_of_file(source_), bytes);
    EXPECT_TRUE(said("connections"));
    EXPECT_FALSE(said("DIFFERENT"));
}

TEST_F(CopyTest, WhatOnlyTheEmbeddedDatabaseHasIsMadeAnew) {
    ASSERT_EQ(why(copy_to_server()), "");
    ASSERT_EQ(why(copy_back()), "");
    EXPECT_EQ(count(back_,
                    "SELECT count(*) FROM connections c JOIN users u ON u.id = c.user_id "
                    "WHERE u.external_id = c.user_external_id "
                    "AND u.disabled = c.user_disabled"),
              users + 1);
    EXPECT_EQ(count(back_,
                    "SELECT count(*) FROM connections c JOIN data_keys k "
                    "ON k.number = c.data_key AND k.owner_id = c.user_id "
                    "WHERE c.access_sealed IS NOT NULL"),
              users);
    EXPECT_EQ(count(back_,
                    "SELECT count(*) FROM connections WHERE access_sealed IS NULL "
                    "AND data_key IS NULL"),
              1);
    // uuid_number() of that id.
    EXPECT_EQ(count(back_, "SELECT number FROM connections WHERE provider_account_id = 'second'"),
              ((0x018BCFE56800 << 4) | 0) << 8);
}

TEST_F(CopyTest, NumberingGoesOnWhereItWas) {
    ASSERT_EQ(why(copy_to_server()), "");
    change_server(
        "INSERT INTO events (id, workspace_id, type, data, at) SELECT gen_random_uuid(), "
        "id, 't', '{}', now() FROM workspaces");
    ASSERT_EQ(why(copy_back()), "");
    EXPECT_EQ(count(back_, "SELECT seq FROM sqlite_sequence WHERE name = 'events'"), 5001);
    EXPECT_EQ(count(back_, "SELECT max(sequence) FROM events"), 5001);
    EXPECT_EQ(count(back_, "SELECT seq FROM sqlite_sequence WHERE name = 'audit'"), 7);
}

// Before and after every commit, one batch a run.
TEST_F(CopyTest, CutAnywhereItGoesOnAndEndsRight) {
    int runs = 0;
    for (const char* const place : {"copy_batch=error*1@0", "copy_batch=error*1@1"}) {
        ASSERT_TRUE(fail_points::set(place));
        const auto cut = copy_to_server();
        ASSERT_THAT(why(cut), HasSubstr("the same command goes on from there"));
    }
    while (true) {
        ASSERT_LT(++runs, 100);
        ASSERT_TRUE(fail_points::set("copy_batch=error*1@3"));
        if (copy_to_server()) break;
        EXPECT_TRUE(said("Going on with the copy that was begun from " + source_));
    }
    EXPECT_GT(runs, 15);
    ASSERT_TRUE(fail_points::set(""));
    while (true) {
        ASSERT_LT(++runs, 200);
        ASSERT_TRUE(fail_points::set("copy_batch=error*1@3"));
        if (copy_back()) break;
        EXPECT_THAT(why(try_start(back_)), HasSubstr("Run the same `fairlead migrate copy` again"));
    }
    EXPECT_EQ(proofs_of(back_), proofs_of(source_));
    EXPECT_EQ(why(try_start(back_)), "");
}

TEST_F(CopyTest, ATargetWithDataOfItsOwnIsRefused) {
    ASSERT_EQ(why(copy_to_server()), "");
    EXPECT_THAT(why(copy_to_server()),
                AllOf(HasSubstr("has data of its own (users)"), HasSubstr("Make a new one")));
    make(back_);
    change_file(back_,
                "INSERT INTO workspaces VALUES (X'00000000000070008000000000000002', 'w', 1)");
    EXPECT_THAT(why(copy_back()), HasSubstr("has data of its own (workspaces)"));
    EXPECT_EQ(count(back_, "SELECT count(*) FROM users"), 0);
}

TEST_F(CopyTest, AHalfCopyOfAnotherSourceIsRefused) {
    ASSERT_TRUE(fail_points::set("copy_batch=error*1@3"));
    ASSERT_FALSE(copy_to_server());
    ASSERT_TRUE(fail_points::set(""));
    change_file(source_, "UPDATE workspaces SET created_at = 1");
    EXPECT_THAT(why(copy_to_server()), HasSubstr("has a part of another database"));
    EXPECT_THAT(why(copy_back()), HasSubstr("did not come to its end. Finish that one first"));
}

TEST_F(CopyTest, ARowThatWasChangedIsSeen) {
    for (const char* const change :
         {"UPDATE users SET email = 'x' WHERE external_id = 'user-400'",
          "UPDATE refresh_guard SET journal_key = sha256(journal_key) WHERE epoch = 9",
          "DELETE FROM notices", "UPDATE refresh_guard SET lease_until = NULL WHERE epoch = 9",
          "ALTER TABLE events ALTER sequence RESTART WITH 9"}) {
        ASSERT_EQ(why(copy_to_server()), "");
        change_server(change);
        const auto from = from_file();
        const auto to = PostgresSide::open_target(address());
        ASSERT_TRUE(from && to);
        const auto plans = plan_tables(**from, **to);
        EXPECT_THAT(why(compare(**from, **to, *plans, say_)),
                    HasSubstr("The copy differs from its source in "))
            << change;
        EXPECT_TRUE(said("DIFFERENT"));
        lines_.clear();
        server_.drop_database(name_);
        name_ = server_.create_database();
    }
}

TEST_F(CopyTest, ASourceThatChangedSinceTheCopyBeganIsSeen) {
    ASSERT_TRUE(fail_points::set("copy_batch=error*1@5"));
    ASSERT_FALSE(copy_to_server());
    ASSERT_TRUE(fail_points::set(""));
    change_file(source_, "UPDATE users SET email = 'changed' WHERE external_id = 'user-1'");
    EXPECT_THAT(why(copy_to_server()), HasSubstr("differs from its source in users"));
    EXPECT_THAT(why(copy_back()), HasSubstr("did not come to its end"));
}

TEST_F(CopyTest, SchemasThatAreNotOursAreRefusedOnBothSides) {
    const std::string newer =
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) ";
    change_server(newer + "VALUES (9999, 'of_tomorrow', 'x', now())");
    EXPECT_THAT(why(copy_to_server()), HasSubstr("Install the newer Fairlead"));
    EXPECT_THAT(why(copy_back()), HasSubstr("Install the newer Fairlead"));
    change_server("DELETE FROM schema_migrations WHERE version > 1");
    EXPECT_THAT(why(copy_to_server()), HasSubstr("run `fairlead migrate`"));
    change_file(source_, newer + "VALUES (9999, 'of_tomorrow', 'x', 0)");
    EXPECT_THAT(why(copy_to_server()), HasSubstr("Install the newer Fairlead"));
    change_file(source_, "DELETE FROM schema_migrations WHERE version > 1");
    EXPECT_THAT(why(copy_to_server()),
                AllOf(HasSubstr(source_), HasSubstr("older than this Fairlead")));
}

TEST_F(CopyTest, ASourceThatAServerUsesIsRefused) {
    {
        const auto server = SqliteDatabase::open({.path = source_}, clock_);
        EXPECT_THAT(why(copy_to_server()),
                    AllOf(HasSubstr("is in use by process"), HasSubstr("Stop it first")));
    }
    ASSERT_EQ(why(copy_to_server()), "");
    {
        const auto node = PostgresSession::open(address("app"));
        ASSERT_TRUE(node);
        EXPECT_THAT(why(copy_back()), HasSubstr("Stop every node that uses it"));
        EXPECT_FALSE(std::ifstream{back_}.good());
    }
    EXPECT_EQ(why(copy_back()), "");
}

// Through a pooler no connection tells of it.
TEST_F(CopyTest, ANodeThatOnlyItsHeartbeatTellsOfIsRefused) {
    ASSERT_EQ(why(copy_to_server()), "");
    change_server(
        "INSERT INTO nodes (id, boot_id, host, version, cache, master_keys, active_key, started, "
        "seen) SELECT gen_random_uuid(), gen_random_uuid(), 'host-7', '1', 'shared', '', '', 0, "
        "CAST(extract(epoch from now()) * 1000 AS bigint) + 3600000");
    EXPECT_THAT(why(copy_back()), HasSubstr("a server is connected to it (host-7)"));
    change_server("UPDATE nodes SET seen = seen - 7200000");
    EXPECT_EQ(why(copy_back()), "");
}

TEST_F(CopyTest, OneCopyWritesATargetAtATime) {
    const auto first = PostgresSide::open_target(address());
    ASSERT_TRUE(first);
    EXPECT_THAT(why(copy_to_server()), HasSubstr("another copy is writing there"));
}

TEST_F(CopyTest, ARoleThatDoesNotSeeEveryRowIsRefused) {
    const auto side = PostgresSide::open_target(address("app"));
    ASSERT_FALSE(side);
    EXPECT_THAT(side.error().message, AllOf(HasSubstr("the role app does not see every row"),
                                            HasSubstr("FAIRLEAD_DATABASE_SERVICE_URL")));
}

TEST_F(CopyTest, ATextThatPostgresCannotStoreNamesItsRow) {
    change_file(source_,
                "UPDATE connections SET account_name = CAST(X'610062' AS TEXT) "
                "WHERE provider_account_id = 'second'");
    EXPECT_THAT(why(copy_to_server()),
                AllOf(HasSubstr("cannot store account_name of the row "
                                "018bcfe5-6800-7000-8000-000000000007 of connections"),
                      HasSubstr("Mend that row")));
}

TEST_F(CopyTest, ThereMustBeASource) {
    const auto side = SqliteSide::open_source(directory_.file("nothing.db"), clock_);
    ASSERT_FALSE(side);
    EXPECT_THAT(side.error().message, HasSubstr("There is no database"));
    EXPECT_FALSE(std::ifstream{directory_.file("nothing.db")}.good());
}

}  // namespace
}  // namespace fairlead::storage
