// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_database.h"
#include "storage/temporary_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace fairlead::storage {
namespace {

using testing::HasSubstr;

constexpr Time start = from_unix_ms(1'700'000'000'000);

constexpr std::array<Migration, 2> two_steps{{
    {1, "first", "CREATE TABLE a (x INTEGER) STRICT;", ""},
    {2, "second", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b VALUES (7);", ""},
}};

class SqliteOpenTest : public testing::Test {
protected:
    Result<std::unique_ptr<SqliteDatabase>> open(std::span<const Migration> migrations,
                                                 Migrate migrate = Migrate::yes) {
        return open_at(path_, migrations, migrate);
    }
    Result<std::unique_ptr<SqliteDatabase>> open_at(const std::string& path,
                                                    std::span<const Migration> migrations,
                                                    Migrate migrate = Migrate::yes) {
        SqliteOptions options;
        options.path = path;
        options.migrate = migrate;
        return SqliteDatabase::open(std::move(options), clock_, migrations);
    }

    ManualClock clock_{start};
    TemporaryDirectory directory_;
    std::string path_ = directory_.file("fairlead.db");
};

TEST_F(SqliteOpenTest, AppliesWhatIsPendingOnce) {
    const std::span all{two_steps};
    {
        const auto first = open(all.first(1));
        ASSERT_TRUE(first) << first.error().detail;
        EXPECT_EQ((*first)->schema_version(), 1);
    }
    {
        const auto second = open(all);
        ASSERT_TRUE(second) << second.error().detail;
        EXPECT_EQ((*second)->schema_version(), 2);
    }
    EXPECT_TRUE(open(all, Migrate::no));
}

TEST_F(SqliteOpenTest, RefusesASchemaThatIsNewer) {
    const std::span all{two_steps};
    ASSERT_TRUE(open(all));
    const auto older = open(all.first(1));
    ASSERT_FALSE(older);
    EXPECT_EQ(older.error().code, Errc::conflict);
    EXPECT_THAT(older.error().message, HasSubstr("schema version 2"));
}

TEST_F(SqliteOpenTest, RefusesASchemaThatDiffers) {
    ASSERT_TRUE(open(two_steps));
    auto changed = two_steps;
    changed[0].sqlite = "CREATE TABLE a (y INTEGER) STRICT;";
    const auto differs = open(changed);
    ASSERT_FALSE(differs);
    EXPECT_THAT(differs.error().message, HasSubstr("step 1"));
}

TEST_F(SqliteOpenTest, RefusesASchemaThatIsOlderUnlessItMayMigrate) {
    const std::span all{two_steps};
    ASSERT_TRUE(open(all.first(1)));
    const auto behind = open(all, Migrate::no);
    ASSERT_FALSE(behind);
    EXPECT_THAT(behind.error().message, HasSubstr("fairlead migrate"));
}

TEST_F(SqliteOpenTest, AStepThatFailsIsUndoneWhole) {
    auto broken = two_steps;
    broken[1].sqlite = "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);";
    const auto failed = open(broken);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message, HasSubstr("step 2"));
    EXPECT_TRUE(open(two_steps)) << "table b must not be left over";
}

TEST_F(SqliteOpenTest, ASecondServerIsKeptOff) {
    const auto first = open(two_steps);
    ASSERT_TRUE(first);
    const auto second = open(two_steps);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(::getpid())));
}

TEST_F(SqliteOpenTest, AMissingDirectoryIsNamed) {
    const auto failed = open_at(directory_.file("nowhere/fairlead.db"), two_steps);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::unavailable);
    EXPECT_THAT(failed.error().message, HasSubstr("nowhere"));
    EXPECT_THAT(failed.error().message, HasSubstr("directory exists"));
}

TEST_F(SqliteOpenTest, AFileThatIsNoDatabaseIsLeftAlone) {
    const std::string text(8192, 'x');
    std::ofstream{path_} << text;
    const auto failed = open(two_steps);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message, HasSubstr(path_));
    std::ifstream in{path_};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), text);
}

TEST_F(SqliteOpenTest, AnotherProgramsDatabaseIsRefused) {
    {
        auto other = SqliteConnection::open(path_, SqliteConnection::Mode::read_write, 100);
        ASSERT_TRUE(other);
        ASSERT_TRUE(other->execute("CREATE TABLE theirs (x)"));
    }
    const auto failed = open(two_steps);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message, HasSubstr("another program"));
}

}  // namespace
}  // namespace fairlead::storage
