// SPDX-License-Identifier: Apache-2.0
#include "api/user/event_stream.h"

#include "api/user/event_fixture.h"

#include <gmock/gmock.h>

namespace fairlead::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class EventStreamTest : public EventTest {};

TEST_F(EventStreamTest, TellsAUserTheirOwnEventsInOrder) {
    happen("connection.created", ann_);
    happen("connection.created", bob_);
    happen("connection.expired", ann_);
    const std::string told = next(*begun());
    EXPECT_THAT(told, HasSubstr("id: 1\nevent: connection.created\ndata: {\"id\":"));
    EXPECT_THAT(told, HasSubstr("id: 3\nevent: connection.expired\n"));
    EXPECT_THAT(told, Not(HasSubstr("id: 2\n")));
    EXPECT_TRUE(told.ends_with("}\n\n"));
}

TEST_F(EventStreamTest, GoesOnWhereItsReaderWas) {
    happen("connection.created", ann_);
    happen("connection.expired", ann_);
    const std::string told = next(*begun(1));
    EXPECT_THAT(told, Not(HasSubstr("id: 1\n")));
    EXPECT_THAT(told, HasSubstr("id: 2\n"));
}

TEST_F(EventStreamTest, TellsWhatBecomesVisibleLate) {
    happen("connection.created", ann_);
    const auto of_ann = begun();
    EXPECT_THAT(next(*of_ann), HasSubstr("id: 1\nevent: connection.created\n"));
    happen_as(3, "connection.expired");
    EXPECT_THAT(next(*of_ann), HasSubstr("id: 1\nevent: connection.expired\n"))
        << "who comes back with that id still gets number 2";
    const auto back = begun(1);
    EXPECT_THAT(next(*back), HasSubstr("event: connection.expired\n"));
    for (const auto& stream : {of_ann.get(), back.get()}) {
        auto told = later(*stream);
        if (stream == of_ann.get()) happen_as(2, "connection.refreshed");
        const std::string late = told.get();
        EXPECT_THAT(late, HasSubstr("id: 2\nevent: connection.refreshed\n"));
        EXPECT_THAT(late, Not(HasSubstr("connection.expired")));
    }
}

TEST_F(EventStreamTest, TellsALongListInParts) {
    for (int i = 0; i < 130; ++i) happen("connection.refreshed", ann_);
    const auto of_ann = begun();
    EXPECT_THAT(next(*of_ann), Not(HasSubstr("id: 101\n")));
    EXPECT_THAT(next(*of_ann), HasSubstr("id: 130\n"));
}

TEST_F(EventStreamTest, TellsWhatHappensWhileItWaits) {
    const auto of_ann = begun();
    auto told = later(*of_ann);
    happen("connection.created", bob_);
    happen("connection.created", ann_);
    EXPECT_THAT(told.get(), HasSubstr("id: 2\nevent: connection.created\n"));
    auto more = later(*of_ann);
    happen("connection.expired", ann_);
    EXPECT_THAT(more.get(), HasSubstr("id: 3\nevent: connection.expired\n"));
}

TEST_F(EventStreamTest, BeatsWhenNothingHappensAndEndsInTime) {
    const auto of_ann = begun();
    clock_.advance(20s);
    EXPECT_EQ(next(*of_ann), ": still here\n\n");
    clock_.advance(1h);
    EXPECT_EQ(next(*of_ann), "");
}

TEST_F(EventStreamTest, LooksAtTheReadersRightsWithEveryBeat) {
    const auto of_ann = begun();
    happen("connection.created", ann_);
    next(*of_ann);
    EXPECT_EQ(asked_, 0);
    clock_.advance(20s);
    happen("connection.expired", ann_);
    EXPECT_THAT(next(*of_ann), HasSubstr("connection.expired"));
    EXPECT_EQ(asked_, 1);
    may_ = false;
    happen("connection.refreshed", ann_);
    clock_.advance(20s);
    EXPECT_EQ(next(*of_ann), "");
}

TEST_F(EventStreamTest, EndsAtOnceWhenItsReaderIsSignedOut) {
    const auto of_ann = begun();
    auto end = later(*of_ann);
    may_ = false;
    hub_.recheck(ann_);
    EXPECT_EQ(end.get(), "");
}

TEST_F(EventStreamTest, EndsWhenTheServerStops) {
    const auto of_ann = begun();
    auto end = later(*of_ann);
    hub_.close();
    EXPECT_EQ(end.get(), "");
    EXPECT_EQ(next(*begun()), "");
}

TEST_F(EventStreamTest, OfTooManyTheOldestSaysGoodbye) {
    const auto oldest = begun();
    auto goodbye = later(*oldest);
    std::vector<std::unique_ptr<EventStream>> others;
    for (std::size_t i = 0; i < EventHub::most_streams; ++i) others.push_back(begun());
    const std::string said = goodbye.get();
    EXPECT_THAT(said, HasSubstr("event: stream.replaced\n"));
    EXPECT_THAT(said, HasSubstr("retry: 60000\n"));
    EXPECT_EQ(next(*oldest), "");
    happen("connection.created", ann_);
    for (const auto& one : others) EXPECT_THAT(next(*one), HasSubstr("connection.created"));
}

}  // namespace
}  // namespace fairlead::api
