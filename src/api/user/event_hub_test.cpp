// SPDX-License-Identifier: Apache-2.0
#include "api/user/event_hub.h"

#include "api/user/event_fixture.h"

#include <gmock/gmock.h>

namespace fairlead::api {
namespace {

class EventHubTest : public EventTest {};

TEST_F(EventHubTest, FindsItsPlaceAfterATimeWithoutFollowers) {
    for (int i = 0; i < 3; ++i) happen("connection.refreshed", ann_);
    const auto first = begun(3);
    auto told = later(*first);
    happen("connection.created", ann_);
    EXPECT_THAT(told.get(), testing::HasSubstr("id: 4\n"));
}

TEST_F(EventHubTest, CountsThoseWhoLeft) {
    for (int i = 0; i < 20; ++i) begun();
    const auto kept = hub_.follow(ann_);
    for (std::size_t i = 0; i + 1 < EventHub::most_streams; ++i) hub_.follow(ann_);
    EXPECT_EQ(kept->end(), EventFollower::End::none);
    hub_.follow(bob_);
    EXPECT_EQ(kept->end(), EventFollower::End::none);
    hub_.follow(ann_);
    EXPECT_EQ(kept->end(), EventFollower::End::replaced);
    hub_.leave(ann_, kept);
}

TEST_F(EventHubTest, AsksForRightsOfThatUserAlone) {
    const auto of_ann = hub_.follow(ann_);
    const auto of_bob = hub_.follow(bob_);
    hub_.recheck(ann_);
    EXPECT_TRUE(of_ann->take_recheck());
    EXPECT_FALSE(of_ann->take_recheck());
    EXPECT_FALSE(of_bob->take_recheck());
}

TEST_F(EventHubTest, TakesNobodyOnceItIsClosed) {
    hub_.close();
    EXPECT_EQ(hub_.follow(ann_)->end(), EventFollower::End::closed);
}

TEST_F(EventHubTest, HearsOfRightsThatChangedOnAnotherNode) {
    const auto of_ann = hub_.follow(ann_);
    const auto of_bob = hub_.follow(bob_);
    cache_.publish("recheck", ann_.text());
    EXPECT_TRUE(of_ann->take_recheck());
    EXPECT_FALSE(of_bob->take_recheck());
}

}  // namespace
}  // namespace fairlead::api
