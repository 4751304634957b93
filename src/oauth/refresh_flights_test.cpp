// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_flights.h"

#include "base/loop_thread.h"
#include "base/random.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using Role = RefreshFlights::Role;

const ConnectionId one{Uuid{{1}}};
const ConnectionId two{Uuid{{2}}};

SharedOutcome refreshed(std::int64_t generation) {
    Refreshed outcome;
    outcome.token.generation = generation;
    return share(std::move(outcome));
}

class Flights : public ::testing::Test {
protected:
    SharedOutcome wait(const RefreshFlights::WaiterPtr& waiter, Milliseconds at_most = 5s) {
        SharedOutcome outcome;
        const auto done = thread.run([&]() -> Task<Result<void>> {
            CO_TRY(outcome, co_await waiter->wait(at_most));
            co_return ok();
        });
        EXPECT_TRUE(done);
        return outcome;
    }

    RefreshFlights flights;
    LoopThread thread;
};

TEST_F(Flights, OneStartsAndTheOthersJoin) {
    const auto first = flights.join(one, {}, 1s);
    const auto second = flights.join(one, {}, 3s);
    const auto other = flights.join(two, {}, 2s);
    EXPECT_EQ(first.role, Role::starts);
    EXPECT_EQ(second.role, Role::joins);
    EXPECT_EQ(other.role, Role::starts);
    EXPECT_EQ(flights.deadline(one), 3s);
    EXPECT_EQ(flights.size(), 2u);

    flights.finish(one, refreshed(7));
    EXPECT_EQ(token_of(*wait(first.waiter))->generation, 7);
    EXPECT_EQ(token_of(*wait(second.waiter))->generation, 7);
    EXPECT_EQ(flights.size(), 1u);
    EXPECT_EQ(flights.join(one, {}, 1s).role, Role::starts);
}

TEST_F(Flights, WhatHasLandedLeavesTheNextFlightAlone) {
    const auto first = flights.join(one, {}, 1s);
    RefreshFlights::WaiterPtr next;
    {
        RefreshFlights::Landing landing{flights, one, refreshed(1)};
        landing.land(refreshed(7));
        next = flights.join(one, {}, 2s).waiter;  // before the coroutine has ended
    }
    EXPECT_EQ(token_of(*wait(first.waiter))->generation, 7);
    EXPECT_EQ(flights.size(), 1u);
    EXPECT_EQ(wait(next, 1ms), nullptr) << "nobody has told it anything yet";
}

TEST_F(Flights, OneThatEndsUntoldSaysWhatWasLeftForThat) {
    const auto first = flights.join(one, {}, 1s);
    { const RefreshFlights::Landing landing{flights, one, refreshed(1)}; }
    EXPECT_EQ(token_of(*wait(first.waiter))->generation, 1);
    EXPECT_EQ(flights.size(), 0u);
}

TEST_F(Flights, ADeadlineAnswersNothing) {
    const auto first = flights.join(one, {}, 1s);
    EXPECT_EQ(wait(first.waiter, 1ms), nullptr);
}

TEST_F(Flights, AnInterimAnswerServesThoseWhoHaveAnOlderToken) {
    const auto old = flights.join(one, 4, 1s);
    const auto newer = flights.join(one, 5, 1s);
    flights.publish(one, refreshed(5));
    EXPECT_EQ(token_of(*wait(old.waiter))->generation, 5);
    EXPECT_EQ(wait(newer.waiter, 1ms), nullptr);
    const auto late = flights.join(one, {}, 1s);
    EXPECT_EQ(late.role, Role::joins);
    EXPECT_EQ(token_of(*wait(late.waiter))->generation, 5);

    const auto again = flights.join(one, 5, 1s);
    flights.finish(one, refreshed(6));
    EXPECT_EQ(token_of(*wait(again.waiter))->generation, 6);
}

TEST_F(Flights, OfManyThreadsExactlyOneStarts) {
    std::atomic<int> starts{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            if (flights.join(one, {}, 1s).role == Role::starts) ++starts;
        });
    for (auto& each : threads) each.join();
    EXPECT_EQ(starts, 1);
}

}  // namespace
}  // namespace fairlead::oauth
