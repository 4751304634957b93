// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::cache::redis {
namespace {

TEST(RedisAddress, AServerHasAPortADatabaseAndAPassword) {
    const auto plain = Address::parse("redis://Cache.internal");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->hosts, (std::vector<Host>{{"cache.internal", 6379}}));
    EXPECT_FALSE(plain->is_secure);
    EXPECT_TRUE(plain->password.empty());
    const auto full = Address::parse("rediss://app:p%40ss%2Fw:rd@[::1]:7000/3");
    ASSERT_TRUE(full) << full.error().message;
    EXPECT_EQ(full->hosts, (std::vector<Host>{{"::1", 7000}}));
    EXPECT_TRUE(full->is_secure);
    EXPECT_EQ(full->user, "app");
    EXPECT_EQ(full->password.expose(), "p@ss/w:rd");
    EXPECT_EQ(full->database, 3);
    const auto old = Address::parse("redis://:secret@localhost/");
    ASSERT_TRUE(old);
    EXPECT_EQ(old->user, "");
    EXPECT_EQ(old->password.expose(), "secret");
}

TEST(RedisAddress, SentinelsKnowThePrimaryByName) {
    const auto address = Address::parse("redis+sentinel://:p@a:1,b,[::2]:3/main/5");
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_EQ(address->hosts, (std::vector<Host>{{"a", 1}, {"b", 26379}, {"::2", 3}}));
    EXPECT_EQ(address->primary, "main");
    EXPECT_EQ(address->database, 5);
    EXPECT_TRUE(Address::parse("rediss+sentinel://a/main")->is_secure);
}

TEST(RedisAddress, AFaultSaysWhatItIsAndNotWhatWasGiven) {
    for (const char* bad :
         {"", "localhost:6379", "http://localhost", "redis://", "redis://hunter2@localhost",
          "redis://:@localhost", "redis://:hunter2%@localhost", "redis://:hunter2@:6379",
          "redis://:hunter2@localhost:0", "redis://:hunter2@localhost:65536",
          "redis://:hunter2@localhost/one", "redis://:hunter2@localhost/-1",
          "redis://:hunter2@localhost?db=1", "redis://:hunter#2@localhost", "redis://a,b",
          "redis+sentinel://:hunter2@a", "redis+sentinel://a/", "redis://[::1", "redis://a b"}) {
        const auto refused = Address::parse(bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_THAT(refused.error().message, testing::Not(testing::HasSubstr("hunter"))) << bad;
    }
}

}  // namespace
}  // namespace fairlead::cache::redis
