// SPDX-License-Identifier: Apache-2.0
//
// A server that must not start, or whose files somebody touched: it says in one line what is wrong
// and what to do, and what is stored stays as it was.
#include "crypto/random.h"
#include "support/bystander.h"
#include "support/stored_rows.h"
#include "vault/key_file.h"

#include <gtest/gtest.h>

#include <sys/fsuid.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace fairlead::tests {
namespace {

constexpr const char* user = "user-1";

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// What a second server of the same settings says when it is started beside the first.
std::string start_second(AcmeWorld& world, const AppUnderTest::Variables& more) {
    AppUnderTest::Variables variables = variables_for(world.sandbox);
    for (const auto& [name, value] : more) variables[name] = value;
    AppUnderTest second{world.directory.file("second"), std::move(variables)};
    return second.try_start();
}

/// Whoever is root may write anywhere: file access of this thread, and of those it starts, is a
/// nobody's meanwhile.
class WithoutPrivileges {
public:
    WithoutPrivileges() : was_(::setfsuid(nobody)) {}
    ~WithoutPrivileges() { ::setfsuid(static_cast<uid_t>(was_)); }
    WithoutPrivileges(const WithoutPrivileges&) = delete;
    WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;

private:
    static constexpr uid_t nobody = 65534;
    int was_;
};

void allow(const std::string& path, int mode) {
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
}

// --- two of them --------------------------------------------------------------------------------

TEST(BadNode, ASecondServerOnTheDataDirectoryIsRefusedAndTheFirstGoesOn) {
    AcmeWorld world;
    const Bystander other{world, user, "bulk-1"};
    std::filesystem::create_directories(world.directory.file("second"));
    const std::string why = start_second(world, {{"FAIRLEAD_DATA_DIR", world.app.data_directory()},
                                                 {"FAIRLEAD_KEY_FILE", world.app.key_file()}});
    EXPECT_TRUE(says(why, "is in use by process " + std::to_string(::getpid()))) << why;
    EXPECT_TRUE(says(why, "Stop it first")) << why;
    other.expect_unharmed();
    other.expect_renewable();
}

TEST(BadNode, ASecondServerOnThePortIsRefusedAndTheFirstGetsEveryRequest) {
    AcmeWorld world;
    const Bystander other{world, user, "bulk-1"};
    std::filesystem::create_directories(world.directory.file("second"));
    const std::string port = std::to_string(world.app.port());
    const std::string why = start_second(world, {{"FAIRLEAD_PORT", port}});
    EXPECT_TRUE(says(why, "port " + port)) << why;
    EXPECT_TRUE(says(why, "in use")) << why;
    EXPECT_TRUE(says(why, "FAIRLEAD_PORT")) << why;
    const auto admin = must(net::Url::parse(world.app.admin_url())).port;
    const std::string admin_port = std::to_string(admin);
    const std::string why_admin = start_second(world, {{"FAIRLEAD_ADMIN_PORT", admin_port}});
    EXPECT_TRUE(says(why_admin, "port " + admin_port)) << why_admin;
    EXPECT_TRUE(says(why_admin, "FAIRLEAD_ADMIN_PORT")) << why_admin;
    for (int i = 0; i < 20; ++i) other.expect_unharmed();
}

// --- keys ---------------------------------------------------------------------------------------

TEST(BadNode, AMissingKeyFileIsToldWithWhatToDo) {
    AcmeWorld world;
    const Bystander other{world, user, "bulk-1"};
    world.app.stop();
    const std::string kept = world.directory.file("kept.keys");
    std::filesystem::rename(world.app.key_file(), kept);
    const std::string why = world.app.try_start();
    EXPECT_TRUE(says(why, "There is no key file " + world.app.key_file())) << why;
    EXPECT_TRUE(says(why, "restore it from its backup")) << why;
    EXPECT_FALSE(std::filesystem::exists(world.app.key_file()));  // none is made in its place
    std::filesystem::rename(kept, world.app.key_file());
    world.app.start();
    other.expect_unharmed();
}

TEST(BadNode, AnotherKeyUnderTheSameNameIsRefused) {
    AcmeWorld world;
    const Bystander other{world, user, "bulk-1"};
    world.app.stop();
    const std::string wrong = world.directory.file("wrong.keys");
    crypto::SystemRandom random;
    must(vault::create_key_file(wrong, "first", "tests", random));
    world.app.set("FAIRLEAD_KEY_FILE", wrong);
    const std::string why = world.app.try_start();
    EXPECT_TRUE(says(why, "\"first\"")) << why;
    std::string name, key;
    std::ifstream{wrong} >> name >> key;
    EXPECT_FALSE(says(why, key)) << why;
    world.app.set("FAIRLEAD_KEY_FILE", world.app.key_file());
    world.app.start();
    other.expect_unharmed();
}

TEST(BadNode, AKeyFileThatOthersMayReadIsRefused) {
    AcmeWorld world;
    const Bystander other{world, user, "bulk-1"};
    world.app.stop();
    allow(world.app.key_file(), 0644);
    const std::string why = world.app.try_start();
    EXPECT_TRUE(says(why, world.app.key_file())) << why;
    EXPECT_TRUE(says(why, "chmod")) << why;
    allow(world.app.key_file(), 0400);
    world.app.start();
    other.expect_unharmed();
}

// --- files --------------------------------------------------------------------------------------

TEST(BadNode, AReadOnlyDataDirectoryIsToldWithWhatToDo) {
    AcmeWorld world;
    const Bystander other{world, user, "bulk-1"};
    world.app.stop();
    const std::string data = world.app.data_directory();
    allow(world.directory.path(), 0755);
    allow(data, 0555);
    for (const auto& file : std::filesystem::directory_iterator{data}) allow(file.path(), 0444);
    std::string why;
    {
        const WithoutPrivileges nobody;
        why = world.app.try_start();
    }
    EXPECT_TRUE(says(why, data)) << why;
    EXPECT_TRUE(says(why, "Permission denied")) << why;
    EXPECT_TRUE(says(why, "may write there")) << why;
    allow(data, 0700);
    for (const auto& file : std::filesystem::directory_iterator{data}) allow(file.path(), 0600);
    world.app.start();
    other.expect_unharmed();
    other.expect_renewable();
}

TEST(BadNode, ADatabaseThatIsNewerOrSomebodyElsesIsRefused) {
    AcmeWorld world;
    const Bystander other{world, user, "bulk-1"};
    world.app.stop();
    edit_database(world.app, {"INSERT INTO schema_migrations (version, name, checksum, applied_at) "
                              "VALUES (9999, 'of_tomorrow', 'x', 0)"});
    const std::string why = world.app.try_start();
    EXPECT_TRUE(says(why, "schema version 9999")) << why;
    EXPECT_TRUE(says(why, "Install the newer Fairlead")) << why;
    edit_database(world.app, {"DELETE FROM schema_migrations WHERE version = 9999"});
    world.app.start();
    other.expect_unharmed();

    std::filesystem::create_directories(world.directory.file("second/data"));
    AppUnderTest second{world.directory.file("second"), variables_for(world.sandbox)};
    std::ofstream{second.data_directory() + "/fairlead.db"} << std::string(8192, 'x');
    const std::string why_not = second.try_start();
    EXPECT_TRUE(says(why_not, "fairlead.db")) << why_not;
    EXPECT_TRUE(says(why_not, "no SQLite database")) << why_not;
}

}  // namespace
}  // namespace fairlead::tests
