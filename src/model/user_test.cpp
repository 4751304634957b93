// SPDX-License-Identifier: Apache-2.0
#include "model/user.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead {
namespace {

using testing::ElementsAre;

TEST(Scopes, AreNamedAndReadBack) {
    const auto set = Scope::tokens_read | Scope::connections_write;
    EXPECT_THAT(scope_names(set), ElementsAre("connections:write", "tokens:read"));
    const auto parsed = parse_scopes(scope_names(set));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, set);
}

TEST(Scopes, EveryBitHasAName) {
    for (int bit = 0; bit < 10; ++bit) {
        EXPECT_EQ(scope_names(static_cast<Scope>(1 << bit)).size(), 1U) << bit;
    }
    EXPECT_TRUE(scope_names(Scope::none).empty());
}

TEST(Scopes, AnUnknownNameIsPointedAt) {
    const auto parsed = parse_scopes({"proxy", "tokens:write"});
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Errc::invalid);
    ASSERT_EQ(parsed.error().faults.size(), 1U);
    EXPECT_EQ(parsed.error().faults[0].pointer, "/1");
}

TEST(Caller, AdminMayEverything) {
    Caller caller;
    caller.scopes = Scope::proxy;
    EXPECT_TRUE(caller.may(Scope::proxy));
    EXPECT_FALSE(caller.may(Scope::tokens_read));
    caller.scopes = Scope::admin;
    EXPECT_TRUE(caller.may(Scope::tokens_read));
}

}  // namespace
}  // namespace fairlead
