// SPDX-License-Identifier: Apache-2.0
#include "base/fail_point.h"

#include <gtest/gtest.h>

#ifdef FAIRLEAD_TESTING_HOOKS

namespace fairlead {
namespace {

using fail_points::hit;
using fail_points::hits;
using fail_points::Outcome;

class FailPoint : public testing::Test {
protected:
    void TearDown() override { EXPECT_TRUE(fail_points::set("")); }
};

TEST_F(FailPoint, UnnamedPlacesGoOn) {
    EXPECT_EQ(hit("nowhere"), Outcome::go_on);
    EXPECT_EQ(hits(), "");
}

TEST_F(FailPoint, CountAndSkip) {
    ASSERT_TRUE(fail_points::set("a=error*2@1; b=error ;"));
    EXPECT_EQ(hit("a"), Outcome::go_on);
    EXPECT_EQ(hit("a"), Outcome::fail);
    EXPECT_EQ(hit("a"), Outcome::fail);
    EXPECT_EQ(hit("a"), Outcome::go_on);
    EXPECT_EQ(hit("b"), Outcome::fail);
    EXPECT_EQ(hits(), "a=4\nb=1\n");
}

TEST_F(FailPoint, ReplacedAsAWhole) {
    ASSERT_TRUE(fail_points::set("a=error"));
    ASSERT_TRUE(fail_points::set("b=delay:0*1"));
    EXPECT_EQ(hit("a"), Outcome::go_on);
    EXPECT_EQ(hit("b"), Outcome::go_on);
    EXPECT_EQ(hits(), "b=1\n");
}

TEST_F(FailPoint, SaysWhichEntryIsWrong) {
    for (const char* bad : {"a", "a=explode", "a=error*x", "a=error@", "a=delay:", "a=delay:x",
                            "a=error*-1", "a=kill;b=nothing"}) {
        EXPECT_FALSE(fail_points::set(bad)) << bad;
    }
    EXPECT_NE(fail_points::set("a=kill;b=no").error().message.find("\"b=no\""), std::string::npos);
}

TEST_F(FailPoint, KillKills) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            static_cast<void>(fail_points::set("here=kill@1"));
            FAIRLEAD_FAIL_POINT("here");
            FAIRLEAD_FAIL_POINT("here");
        },
        testing::KilledBySignal(SIGKILL), "");
}

}  // namespace
}  // namespace fairlead

#endif
