// SPDX-License-Identifier: Apache-2.0
//
// `fairlead migrate copy` under whole servers: from the embedded database to PostgreSQL and back,
// nobody is asked for a consent again, and what was cut goes on.
#include "storage/postgres/private_postgres.h"
#include "support/acme_world.h"
#include "support/child_process.h"
#include "support/stored_rows.h"

#include "cli/cli.h"
#include "crypto/random.h"
#include "vault/key_file.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace fairlead::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// In every address; the private server asks for none.
constexpr const char* password = "hunter2";

class Copy : public testing::Test {
protected:
    ~Copy() override {
        world_.app.stop();
        server_.drop_database(name_);
    }

    std::string address(const std::string& role) {
        return std::string{server_.address(name_, role).expose()} + " password=" + password;
    }
    std::vector<std::string> words(const std::string& from, const std::string& to) {
        return {"fairlead",
                "migrate",
                "copy",
                "--from",
                from,
                "--to",
                to,
                "--set",
                "FAIRLEAD_DATA_DIR=" + world_.app.data_directory(),
                "--set",
                "FAIRLEAD_KEY_FILE=" + key_file_,
                "--set",
                "FAIRLEAD_DATABASE_URL=" + address("app"),
                "--set",
                "FAIRLEAD_DATABASE_SERVICE_URL=" + address("service")};
    }
    struct Said {
        int status;
        std::string text;
    };
    /// What the command prints and says.
    Said copy(const std::string& from = "sqlite:", const std::string& to = "postgres:") {
        std::vector<std::string> line = words(from, to);
        std::vector<char*> arguments;
        for (std::string& word : line) arguments.push_back(word.data());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int status = cli::run(static_cast<int>(arguments.size()), arguments.data());
        std::string text = testing::internal::GetCapturedStdout();
        text += testing::internal::GetCapturedStderr();
        EXPECT_THAT(text, Not(HasSubstr(password)));
        return {status, std::move(text)};
    }
    /// Kills the command at its so-maniest batch.
    void copy_and_die(int batch) {
        const std::string point = "copy_batch=kill@" + std::to_string(batch);
        ASSERT_EQ(::setenv("FAIRLEAD_FAIL_POINTS", point.c_str(), 1), 0);
        std::vector<std::string> line = words("sqlite:", "postgres:");
        line.front() = FAIRLEAD_BINARY;
        ChildProcess command{line};
        ASSERT_EQ(::unsetenv("FAIRLEAD_FAIL_POINTS"), 0);
        const int status = command.end(0);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
    }

    void use_postgres() {
        world_.app.set("FAIRLEAD_DATABASE_URL", address("app"));
        world_.app.set("FAIRLEAD_DATABASE_SERVICE_URL", address("service"));
    }
    void use_file() {
        world_.app.set("FAIRLEAD_DATABASE_URL", "");
        world_.app.set("FAIRLEAD_DATABASE_SERVICE_URL", "");
    }
    std::string file() const { return world_.app.data_directory() + "/fairlead.db"; }

    void connect_some() {
        ids_ = {{"bulk-1", world_.connect("user-1", "bulk-1")},
                {"bulk-2", world_.connect("user-1", "bulk-2")},
                {"bulk-3", world_.connect("user-2", "bulk-3")}};
        const Answer signed_in = world_.caller.send(
            net::Method::post, world_.app.url() + "/api/setup",
            {{"Content-Type", "application/json"}},
            R"({"email":"a@example.test","password":"kx7 fqmwe and so on","code":")" +
                world_.app.setup_code() + "\"}");
        ASSERT_EQ(signed_in.status, 200) << signed_in.body;
        const std::string cookie = signed_in.header("Set-Cookie");
        cookie_ = cookie.substr(0, cookie.find(';'));
    }
    /// Its access token is over by the time anybody asks for it.
    void connect_expiring() {
        world_.sandbox.configure(R"({"accessSeconds":1})");
        ids_["bulk-4"] = world_.connect("user-2", "bulk-4");
        world_.sandbox.configure(R"({"accessSeconds":3600})");
    }
    static std::string user_of(const std::string& account) {
        return account == "bulk-1" || account == "bulk-2" ? "user-1" : "user-2";
    }
    std::map<std::string, std::string> tokens() {
        std::map<std::string, std::string> all;
        for (const auto& [account, id] : ids_) {
            const Answer answer = world_.token(user_of(account), id);
            EXPECT_EQ(answer.status, 200) << account << ' ' << answer.body;
            all[account] = answer.text("/accessToken");
            EXPECT_TRUE(world_.accepts(all[account])) << account;
        }
        return all;
    }
    /// Everybody's token is served and renewed, with the one grant that each account once gave.
    void expect_all_well(const std::map<std::string, std::string>& before) {
        auto now = tokens();
        for (const auto& [account, token] : before) {
            EXPECT_EQ(now[account], token) << account;
        }
        for (const auto& [account, id] : ids_) {
            const Answer renewed = world_.refresh(user_of(account), id);
            EXPECT_EQ(renewed.status, 200) << renewed.body;
            EXPECT_TRUE(renewed.json().at("success").as_bool()) << renewed.body;
            EXPECT_EQ(world_.sandbox.grants(account).size(), 1U) << account;
            EXPECT_EQ(world_.status(user_of(account), id), "connected");
        }
        const auto after = tokens();
        for (const auto& [account, token] : now) EXPECT_NE(after.at(account), token) << account;
        const Answer me = world_.caller.send(net::Method::get, world_.app.url() + "/api/me",
                                             {{"Cookie", cookie_}});
        EXPECT_EQ(me.status, 200) << me.body;
        EXPECT_EQ(me.text("/user/email"), "a@example.test") << me.body;
    }

    storage::PrivatePostgres& server_ = storage::PrivatePostgres::instance();
    std::string name_ = server_.create_database();
    AcmeWorld world_;
    std::string key_file_ = world_.app.key_file();
    std::map<std::string, std::string> ids_;  ///< by account
    std::string cookie_;
};

TEST_F(Copy, ThereAndBackNobodyIsAskedAgain) {
    connect_some();
    auto before = tokens();
    connect_expiring();
    world_.app.stop();

    Said said = copy();
    ASSERT_EQ(said.status, 0) << said.text;
    EXPECT_THAT(said.text, AllOf(HasSubstr("connections"), HasSubstr("same\n"),
                                 HasSubstr(" open, 0 do not, 0 of erased owners"),
                                 HasSubstr("Done. Start the servers on ")));
    use_postgres();
    world_.app.start();
    expect_all_well(before);

    ids_["bulk-5"] = world_.connect("user-2", "bulk-5");
    before = tokens();
    world_.app.stop();
    std::filesystem::rename(file(), file() + ".moved");
    said = copy("postgres:", "sqlite:" + world_.app.data_directory());
    ASSERT_EQ(said.status, 0) << said.text;
    use_file();
    world_.app.start();
    expect_all_well(before);
}

TEST_F(Copy, KilledAnywhereItGoesOnAndNoServerStartsOnHalfOfIt) {
    connect_some();
    const auto before = tokens();
    world_.app.stop();
    use_postgres();
    for (const int batch : {3, 4, 9}) {
        copy_and_die(batch);
        EXPECT_THAT(world_.app.try_start(),
                    AllOf(HasSubstr("is being copied from " + file()),
                          HasSubstr("Run the same `fairlead migrate copy` again")));
    }
    const Said said = copy("sqlite:" + file(), "postgres:" + address("service"));
    ASSERT_EQ(said.status, 0) << said.text;
    EXPECT_THAT(said.text, HasSubstr("Going on with the copy that was begun from " + file()));
    world_.app.start();
    expect_all_well(before);
}

TEST_F(Copy, AServerThatRunsIsRefusedAndGoesOn) {
    connect_some();
    const Said of_file = copy();
    EXPECT_EQ(of_file.status, 1);
    EXPECT_THAT(of_file.text, AllOf(HasSubstr("is in use by process"), HasSubstr("Stop it first")));
    tokens();
    world_.app.stop();
    ASSERT_EQ(copy().status, 0);
    use_postgres();
    world_.app.start();
    const Said of_server = copy("postgres:", "sqlite:" + world_.directory.file("other.db"));
    EXPECT_EQ(of_server.status, 1);
    EXPECT_THAT(of_server.text, HasSubstr("Stop every node that uses it, then copy again."));
    EXPECT_FALSE(std::filesystem::exists(world_.directory.file("other.db")));
    tokens();
}

TEST_F(Copy, AnAnswerThatIsOnlyInTheJournalIsNotLeftBehind) {
    world_.app.stop();
    const std::string journal = world_.app.data_directory() + "/refresh.journal";
    const auto put = [&journal](char byte) {
        std::fstream file{journal, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(4096 + 3 * 65536);
        file.put(byte);
    };
    put('x');
    const Said refused = copy();
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.text, AllOf(HasSubstr(journal + " holds answers of platforms (1)"),
                                    HasSubstr("stop it once, so that it replays")));
    put('\0');
    EXPECT_EQ(copy().status, 0);
}

TEST_F(Copy, WhatDidNotOpenBeforeIsNotBlamedOnTheCopy) {
    connect_some();
    world_.app.stop();
    edit_database(world_.app, {"UPDATE connections SET access_sealed = refresh_sealed "
                               "WHERE provider_account_id = 'bulk-1'"});
    const Said said = copy();
    EXPECT_EQ(said.status, 0) << said.text;
    EXPECT_THAT(said.text,
                AllOf(HasSubstr(" open, 1 do not"), HasSubstr("connections.access_sealed"),
                      HasSubstr("did not open in the source either")));
}

TEST_F(Copy, AMembersAppIsSealedToItsOwnerOnTheOtherSideToo) {
    const Api admin{world_.caller, world_.app.url(), world_.app.create_key("admin"), ""};
    ASSERT_EQ(admin.patch("/api/admin/integrations/acme", R"({"memberApps":true})").status, 200);
    for (const std::string secret : {"first", "second"}) {
        const Answer stored =
            world_.api("user-1").put("/api/integrations/app/acme",
                                     R"({"clientId":"mine","clientSecret":")" + secret + "\"}");
        ASSERT_EQ(stored.status, 200) << stored.body;
    }
    world_.app.stop();
    const Said said = copy();
    EXPECT_EQ(said.status, 0) << said.text;
    EXPECT_THAT(said.text, HasSubstr(" open, 0 do not"));
}

TEST_F(Copy, WithoutTheMasterKeyNothingIsCopied) {
    connect_some();
    world_.app.stop();
    key_file_ = world_.directory.file("other.keys");
    crypto::SystemRandom random;
    must(vault::create_key_file(key_file_, "another", "tests", random));
    const Said said = copy();
    EXPECT_EQ(said.status, 1);
    EXPECT_THAT(said.text,
                AllOf(HasSubstr("needs the master key \"first\""), HasSubstr("FAIRLEAD_KEY_FILE")));
}

TEST_F(Copy, WrongWordsAreToldWithoutRepeatingThem) {
    world_.app.stop();
    const std::string secret = std::string{"mysql://me:"} + password + "@localhost/db";
    for (const auto& [from, to, why] :
         {std::tuple{secret, std::string{"postgres:"}, "--from: expected sqlite:"},
          std::tuple{std::string{"sqlite:"}, secret, "--to: expected sqlite:"},
          std::tuple{std::string{"sqlite:"}, std::string{"sqlite:/tmp/x.db"},
                     "from sqlite: to postgres: or the other way round"},
          std::tuple{std::string{"sqlite:"},
                     std::string{"postgres://me:"} + password + "@127.0.0.1:1/db",
                     "Cannot reach the database at 127.0.0.1:1/db as me. Nothing listens there."},
          std::tuple{std::string{"sqlite:"}, "postgres:" + address("app"),
                     "the role app does not see every row"},
          std::tuple{std::string{"sqlite:"} + world_.directory.file("none"),
                     std::string{"postgres:"}, "There is no database"}}) {
        const Said said = copy(from, to);
        EXPECT_EQ(said.status, 1) << said.text;
        EXPECT_THAT(said.text, HasSubstr(why));
    }
}

}  // namespace
}  // namespace fairlead::tests
