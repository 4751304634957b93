// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/greeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::cache::redis {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Verdict of_error(const std::string& text) {
    Reply error;
    error.kind = Reply::Kind::error;
    error.text = text;
    return refused("Redis at a:1", error);
}

TEST(RedisVerdict, OfAnErrorSaysWhatToDo) {
    const auto password = of_error("WRONGPASS invalid username-password pair or user is disabled.");
    EXPECT_EQ(password.standing, Standing::misconfigured);
    EXPECT_THAT(password.line, StartsWith("Redis at a:1 refuses the user or the password."));
    const auto database = of_error("ERR DB index is out of range");
    EXPECT_EQ(database.standing, Standing::misconfigured);
    EXPECT_THAT(database.line, HasSubstr("no database of that number"));
    EXPECT_EQ(of_error("OOM command not allowed").standing, Standing::away);
    EXPECT_THAT(of_error("READONLY You can't write").line, HasSubstr("Name the primary"));
    EXPECT_EQ(of_error("ERR max number of clients reached").standing, Standing::away);
}

TEST(RedisVerdict, OfWhatRedisSaysOfItself) {
    const auto of = [](const std::string& info) { return judge("Redis at a:1", info); };
    EXPECT_EQ(of("").standing, Standing::ready);
    EXPECT_EQ(of("redis_version:6.0.16\r\n").standing, Standing::misconfigured);
    EXPECT_EQ(of("redis_version:7.0.15\r\nrole:master\r\n").standing, Standing::ready);
    EXPECT_EQ(of("# Replication\r\nrole:slave\r\n").standing, Standing::away);
    EXPECT_EQ(of("loading:1\r\n").standing, Standing::away);
    const std::string evicting = "maxmemory:1000\r\nmaxmemory_policy:allkeys-lru\r\n";
    EXPECT_THAT(of(evicting).notice, HasSubstr("Set noeviction"));
    EXPECT_EQ(of("maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n").notice, "");
    EXPECT_EQ(of("maxmemory:1000\r\nmaxmemory_policy:noeviction\r\n").notice, "");
}

}  // namespace
}  // namespace fairlead::cache::redis
