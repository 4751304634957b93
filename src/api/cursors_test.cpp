// SPDX-License-Identifier: Apache-2.0
#include "api/cursors.h"

#include "base/loop_thread.h"
#include "crypto/random.h"
#include "vault/memory_data_keys.h"

#include <gtest/gtest.h>

namespace fairlead::api {
namespace {

vault::Keyring keyring() {
    std::array<std::byte, crypto::key_size> key{};
    key.fill(std::byte{7});
    return vault::Keyring::of("k1", key).value();
}

struct CursorsTest : testing::Test {
    LoopThread loop;
    vault::MemoryDataKeys keys;
    crypto::SystemRandom random;
    ManualClock clock{from_unix_ms(1'800'000'000'000)};
    vault::Vault vault{keys, keyring(), clock, random};
    const Cursors cursors{vault};

    Caller somebody() {
        Caller caller;
        caller.kind = CallerKind::session;
        caller.user = UserId::create(clock.now(), random);
        return caller;
    }
    std::string seal(const Caller& caller, const std::string& list, const std::string& position) {
        return loop.ask<std::string>([&] { return cursors.seal(caller, list, position); }).value();
    }
    Result<std::string> open(const Caller& caller, const std::string& list,
                             const std::string& cursor) {
        return loop.ask<std::string>([&] { return cursors.open(caller, list, cursor); });
    }
};

TEST_F(CursorsTest, LeadsItsOwnCallerOn) {
    const Caller ann = somebody();
    const std::string cursor = seal(ann, "audit\nlogin", "4711");
    EXPECT_EQ(cursor.find("4711"), std::string::npos);
    EXPECT_EQ(open(ann, "audit\nlogin", cursor).value(), "4711");
}

TEST_F(CursorsTest, LeadsNobodyElseAndNowhereElse) {
    const Caller ann = somebody();
    const std::string cursor = seal(ann, "audit", "4711");
    Caller key;
    key.kind = CallerKind::api_key;
    key.api_key = ApiKeyId::create(clock.now(), random);
    for (const Caller& other : {somebody(), key, Caller{}}) {
        const auto opened = open(other, "audit", cursor);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, Errc::invalid);
    }
    EXPECT_FALSE(open(ann, "users", cursor));
}

TEST_F(CursorsTest, RefusesWhatItDidNotSeal) {
    const Caller ann = somebody();
    std::string changed = seal(ann, "audit", "4711");
    changed[10] = changed[10] == 'A' ? 'B' : 'A';
    for (const std::string& bad :
         {std::string{}, std::string{"4711"}, std::string{"%%"}, changed}) {
        const auto opened = open(ann, "audit", bad);
        ASSERT_FALSE(opened) << bad;
        EXPECT_STREQ(opened.error().reason, "invalid_cursor");
    }
}

TEST(ListInput, LimitsItsLimit) {
    ListInput input;
    EXPECT_TRUE(input.check().empty());
    input.limit.value = 0;
    EXPECT_EQ(input.check().size(), 1U);
    input.limit.value = 201;
    EXPECT_EQ(input.check().size(), 1U);
}

}  // namespace
}  // namespace fairlead::api
