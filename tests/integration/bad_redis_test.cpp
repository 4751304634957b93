// SPDX-License-Identifier: Apache-2.0
//
// Redis lost, emptied, full or set up wrongly under a whole server: it goes on, slower, and nothing
// is wrong.
#include "support/half_connect.h"
#include "support/redis_under_test.h"

#include "cli/cli.h"

#include <gmock/gmock.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* user = "user-1";

class BadRedis : public testing::Test {
protected:
    AppUnderTest::Variables variables() {
        return {{"FAIRLEAD_REDIS_URL", redis_.url()}, {"FAIRLEAD_CONNECT_STARTS", "5"}};
    }
    int ready(AcmeWorld& world) {
        return world.caller.send(net::Method::get, world.app.url() + "/health/ready").status;
    }

    RedisUnderTest redis_;
};

TEST_F(BadRedis, AConsentThatItsLossCatchesIsAskedForAgain) {
    AcmeWorld world{variables()};
    const std::string id = world.connect(user, "bulk-1");
    HalfConnect half{world, user, "bulk-2"};
    redis_.stop();
    const Page page = half.come_back();
    EXPECT_EQ(page.parameter("status"), "error") << page.url;
    EXPECT_EQ(page.parameter("error"), "invalid_state");
    EXPECT_EQ(page.parameter("reason"), "interrupted");
    const Answer answer =
        world.caller.send(net::Method::get, half.callback(), {{"Accept", "application/json"}});
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_THAT(answer.text("/detail"),
                HasSubstr("on our side. Nothing was connected. Start again."));

    EXPECT_EQ(world.token(user, id).status, 200);
    EXPECT_EQ(world.refresh(user, id).status, 200);
    EXPECT_EQ(ready(world), 200);
    EXPECT_THAT(world.metrics(), HasSubstr("fairlead_redis_up 0"));

    redis_.start();
    EXPECT_TRUE(eventually([&] { return world.app.logged("Redis is back"); }));
    world.connect(user, "bulk-3");
}

TEST_F(BadRedis, AConsentThatAFlushCatchesIsAskedForAgain) {
    AcmeWorld world{variables()};
    HalfConnect half{world, user, "bulk-1"};
    redis_.cli({"FLUSHALL"});
    EXPECT_EQ(half.come_back().parameter("error"), "invalid_state");
    world.connect(user, "bulk-1");
}

TEST_F(BadRedis, WithoutItLimitsAreCountedHere) {
    AcmeWorld world{variables()};
    redis_.stop();
    for (int i = 0; i < 5; ++i) {
        // A link is a row; what it would begin is not.
        EXPECT_EQ(ask_for_link(world.api(), "acme").status, 200) << i;
    }
    const Answer limited = ask_for_link(world.api(), "acme");
    EXPECT_EQ(limited.status, 429) << limited.body;
    EXPECT_EQ(ask_for_link(world.api("user-2"), "acme").status, 200);
}

TEST_F(BadRedis, WithoutItAConnectSaysThatItCannotBeginNow) {
    AcmeWorld world{variables()};
    Browser person = world.browser();
    const Page confirm = person.open(ask_for_link(world.api(), "acme").text("/authUrl"));
    redis_.stop();
    for (int i = 0; i < 30; ++i) {
        const Page page = person.submit(confirm, confirm.form());
        ASSERT_EQ(page.answer.status, 503) << page.answer.body;
        ASSERT_NE(page.answer.header("Retry-After"), "");
    }
    redis_.start();
    EXPECT_TRUE(eventually([&] { return world.app.logged("Redis is back"); }));
    const Page consent = person.submit(confirm, confirm.form());
    EXPECT_TRUE(consent.url.starts_with(world.sandbox.origin())) << consent.answer.body;
}

TEST_F(BadRedis, OneThatIsFullIsNamedAndDoneWithout) {
    AcmeWorld world{variables()};
    const std::string id = world.connect(user, "bulk-1");
    redis_.cli({"CONFIG", "SET", "maxmemory", "1"});
    Browser person = world.browser();
    const Page confirm = person.open(ask_for_link(world.api(), "acme").text("/authUrl"));
    EXPECT_EQ(person.submit(confirm, confirm.form()).answer.status, 503);
    EXPECT_TRUE(
        world.app.logged("Redis is full and its policy is to evict nothing. Raise its "
                         "maxmemory"));
    EXPECT_EQ(world.token(user, id).status, 200);
    EXPECT_EQ(world.refresh(user, id).status, 200);
    EXPECT_EQ(ready(world), 200);
    world.app.restart();
    EXPECT_EQ(world.token(user, id).status, 200);
    redis_.cli({"CONFIG", "SET", "maxmemory", "0"});
    EXPECT_TRUE(eventually([&] {
        return person.submit(confirm, confirm.form()).url.starts_with(world.sandbox.origin());
    }));
}

TEST_F(BadRedis, OneThatIsAwayDoesNotKeepAServerFromStarting) {
    redis_.stop();
    AcmeWorld world{variables()};
    EXPECT_TRUE(world.app.logged("Redis is lost"));
    EXPECT_EQ(ready(world), 200);
    redis_.start();
    EXPECT_TRUE(eventually([&] { return world.app.logged("Redis is back"); }));
    world.connect(user, "bulk-1");
}

TEST_F(BadRedis, AWrongPasswordStopsTheStartWithALine) {
    TemporaryDirectory directory;
    AppUnderTest app{
        directory.path(),
        {{"FAIRLEAD_REDIS_URL", "redis://:hunter2@localhost:" + std::to_string(redis_.port())}}};
    const std::string why = app.try_start();
    EXPECT_THAT(why, HasSubstr("refuses the user or the password. Check both in "
                               "FAIRLEAD_REDIS_URL."));
    EXPECT_THAT(why, Not(HasSubstr("hunter2")));
    app.set("FAIRLEAD_REDIS_URL", redis_.url());
    EXPECT_EQ(app.try_start(), "");
}

// What lies there is worth nothing to who reads it.
TEST_F(BadRedis, HoldsNoSecretInClear) {
    AcmeWorld world{variables()};
    const HalfConnect half{world, user, "bulk-1"};
    const std::string keys = redis_.cli({"KEYS", "*connect-flow*"});
    const std::string key = keys.substr(0, keys.find('\n'));
    ASSERT_THAT(key, HasSubstr("fairlead:connect-flow:"));
    const std::string state = must(net::Url::parse(half.callback())).query;
    EXPECT_THAT(state, Not(HasSubstr(key.substr(22))));
    const std::string value = redis_.cli({"GET", key});
    EXPECT_GT(value.size(), 100U);
    for (const char* word : {"verifier", "acme", "redirect", "nonce"})
        EXPECT_THAT(value, Not(HasSubstr(word)));
    EXPECT_FALSE(world.app.logged("p@ss"));
    EXPECT_FALSE(world.app.logged("p%40ss"));
}

/// What `fairlead doctor` prints.
std::string doctor(const std::string& directory, const std::string& url) {
    const std::string variable = "FAIRLEAD_REDIS_URL=" + url;
    const std::string data = "FAIRLEAD_DATA_DIR=" + directory;
    std::vector<std::string> words{"fairlead", "doctor", "--set", variable, "--set", data};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    cli::run(static_cast<int>(arguments.size()), arguments.data());
    return testing::internal::GetCapturedStdout();
}

TEST_F(BadRedis, DoctorSaysWhatIsWrongAndWhatToDo) {
    TemporaryDirectory directory;
    const std::string at = "@localhost:" + std::to_string(redis_.port());
    EXPECT_THAT(doctor(directory.path(), redis_.url()), HasSubstr("good  Redis"));
    EXPECT_THAT(doctor(directory.path(), "redis://:hunter2" + at),
                HasSubstr("BAD   Redis: Redis at localhost:"));
    EXPECT_THAT(doctor(directory.path(), redis_.url() + "/99"),
                HasSubstr("no database of that number"));
    redis_.cli({"CONFIG", "SET", "maxmemory", "1"});
    EXPECT_THAT(doctor(directory.path(), redis_.url()), HasSubstr("Raise its maxmemory"));
    redis_.cli({"CONFIG", "SET", "maxmemory", "0"});
    redis_.cli({"REPLICAOF", "127.0.0.1", "1"});
    EXPECT_THAT(doctor(directory.path(), redis_.url()), HasSubstr("read-only replica"));
    redis_.stop();
    EXPECT_THAT(doctor(directory.path(), redis_.url()), HasSubstr("cannot be reached"));
}

}  // namespace
}  // namespace fairlead::tests
