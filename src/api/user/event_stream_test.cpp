// SPDX-License-Identifier: Apache-2.0
#include "api/user/event_stream.h"

#include "storage/store_fixture.h"

#include <gmock/gmock.h>

namespace fairlead::api {
namespace {

using storage::Tx;
using testing::HasSubstr;
using testing::Not;

class EventStreamTest : public storage::StoreTest {
protected:
    void happen(const std::string& type, UserId user) {
        Event event;
        event.id = fresh<EventId>();
        event.user = user;
        event.type = type;
        event.at = clock_.now();
        must_in_tx([&](Tx& tx) { return storage::EventStore::insert(tx, event); });
    }
    EventStream stream(std::int64_t after = 0) {
        return {events_,
                clock_,
                {.workspace = default_workspace, .user = ann_, .after = after, .poll = 1ms}};
    }
    std::string next(EventStream& stream) {
        return must<std::string>([&] { return stream.next(); });
    }

    storage::EventStore events_{*db_};
    UserId ann_ = add_user("ann");
    UserId bob_ = add_user("bob");
};

TEST_F(EventStreamTest, TellsAUserTheirOwnEventsInOrder) {
    happen("connection.created", ann_);
    happen("connection.created", bob_);
    happen("connection.expired", ann_);
    EventStream of_ann = stream();
    EXPECT_EQ(next(of_ann), "retry: 1000\n\n");
    const std::string told = next(of_ann);
    EXPECT_THAT(told, HasSubstr("id: 1\nevent: connection.created\ndata: {\"id\":"));
    EXPECT_THAT(told, HasSubstr("id: 3\nevent: connection.expired\n"));
    EXPECT_THAT(told, Not(HasSubstr("id: 2\n")));
    EXPECT_TRUE(told.ends_with("}\n\n"));
}

TEST_F(EventStreamTest, GoesOnWhereItsReaderWas) {
    happen("connection.created", ann_);
    happen("connection.expired", ann_);
    EventStream of_ann = stream(1);
    next(of_ann);
    const std::string told = next(of_ann);
    EXPECT_THAT(told, Not(HasSubstr("id: 1\n")));
    EXPECT_THAT(told, HasSubstr("id: 2\n"));
}

TEST_F(EventStreamTest, TellsALongListInParts) {
    for (int i = 0; i < 130; ++i) happen("connection.refreshed", ann_);
    EventStream of_ann = stream();
    next(of_ann);
    EXPECT_THAT(next(of_ann), Not(HasSubstr("id: 101\n")));
    EXPECT_THAT(next(of_ann), HasSubstr("id: 130\n"));
}

TEST_F(EventStreamTest, BeatsWhenNothingHappensAndEndsInTime) {
    EventStream of_ann = stream();
    next(of_ann);
    clock_.advance(10s);
    EXPECT_EQ(next(of_ann), ": still here\n\n");
    clock_.advance(15s);
    EXPECT_EQ(next(of_ann), "");
}

}  // namespace
}  // namespace fairlead::api
