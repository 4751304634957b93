// SPDX-License-Identifier: Apache-2.0
#include "base/single_flight.h"

#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <future>

namespace fairlead {
namespace {

using Flights = SingleFlight<std::string, int>;

/// Work that waits until the test opens the gate.
class Gate {
public:
    Task<Result<void>> pass() {
        std::function<void(Resume<void>)> start = [this](Resume<void> resume) {
            const auto state = state_.lock();
            state->waiting.push_back(std::move(resume));
            if (state->waiting.size() == 1) arrived_.set_value();
        };
        return suspend<void>(std::move(start), OnCancel::wake);
    }
    void wait_for_first() { arrived_.get_future().wait(); }
    void open() {
        std::vector<Resume<void>> waiting;
        waiting.swap(state_.lock()->waiting);
        for (const auto& resume : waiting) resume(ok());
    }

private:
    struct State {
        std::vector<Resume<void>> waiting;
    };
    Mutex<State> state_;
    std::promise<void> arrived_;
};

/// Everything that was queued on the loop before has run.
void settle(LoopThread& home) {
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(home.run([]() -> Task<Result<void>> { co_return ok(); }));
    }
}

class SingleFlightTest : public testing::Test {
protected:
    SingleFlightTest() : scope_([this](std::string_view, const Error&) { ++failures_; }) {}
    ~SingleFlightTest() override {
        scope_.cancel();
        scope_.join();
    }

    /// One caller with a key, in a scope, whose work counts itself and passes the gate.
    void call(TaskScope& scope, LoopThread& home, std::string key, int number) {
        const bool spawned =
            scope.spawn(home.loop(), "call", [this, key, number] { return caller(key, number); });
        EXPECT_TRUE(spawned);
    }

    Task<Result<void>> caller(std::string key, int number) {
        Flights::Work work = [this, number] { return count_and_wait(number); };
        const auto answer = co_await flights_.run(std::move(key), std::move(work));
        answers_.lock()->push_back(answer);
        co_return ok();
    }

    Task<Result<int>> count_and_wait(int number) {
        ++runs_;
        CO_CHECK(co_await gate_.pass());
        co_return number;
    }

    // The loops end last: what the others wake lives on them.
    LoopThread first_;
    LoopThread second_;
    Gate gate_;
    Flights flights_;
    std::atomic<int> runs_{0};
    std::atomic<int> failures_{0};
    Mutex<std::vector<Result<int>>> answers_;
    TaskScope scope_;
};

TEST_F(SingleFlightTest, OneWorkManyAnswers) {
    call(scope_, first_, "a", 7);
    gate_.wait_for_first();
    for (int i = 0; i < 40; ++i) call(scope_, i % 2 == 0 ? first_ : second_, "a", 100 + i);
    settle(first_);
    settle(second_);
    EXPECT_EQ(flights_.flying(), 1u);
    gate_.open();
    scope_.join();
    EXPECT_EQ(runs_, 1);
    EXPECT_EQ(flights_.flying(), 0u);
    ASSERT_EQ(answers_.lock()->size(), 41u);
    const auto all = *answers_.lock();
    for (const auto& answer : all) EXPECT_EQ(*answer, 7);
}

TEST_F(SingleFlightTest, KeysDoNotWaitForEachOther) {
    call(scope_, first_, "a", 1);
    call(scope_, first_, "b", 2);
    settle(first_);
    EXPECT_EQ(runs_, 2);
    gate_.open();
    scope_.join();
    EXPECT_EQ(answers_.lock()->size(), 2u);
}

TEST_F(SingleFlightTest, NothingIsRemembered) {
    for (int round = 1; round <= 3; ++round) {
        EXPECT_TRUE(first_.run([&]() -> Task<Result<void>> {
            Flights::Work work = [&]() -> Task<Result<int>> { co_return ++runs_; };
            const std::string key = "a";
            CO_TRY(const int answer, co_await flights_.run(key, work));
            EXPECT_EQ(answer, round);
            co_return ok();
        }));
    }
}

TEST_F(SingleFlightTest, CancelledLeaderStrandsNobody) {
    TaskScope leader{[](std::string_view, const Error&) {}};
    call(leader, first_, "a", 1);
    gate_.wait_for_first();
    for (int i = 0; i < 10; ++i) call(scope_, i % 2 == 0 ? first_ : second_, "a", 50);
    settle(first_);
    settle(second_);
    leader.cancel();
    leader.join();
    settle(first_);
    settle(second_);
    settle(first_);
    gate_.open();
    scope_.join();
    EXPECT_EQ(runs_, 2);
    int good = 0;
    const auto all = *answers_.lock();
    for (const auto& answer : all) good += answer && *answer == 50 ? 1 : 0;
    EXPECT_EQ(good, 10);
    EXPECT_EQ(answers_.lock()->size(), 11u);
}

TEST_F(SingleFlightTest, CancelledFollowerLeavesAlone) {
    TaskScope follower{[](std::string_view, const Error&) {}};
    call(scope_, first_, "a", 1);
    gate_.wait_for_first();
    call(follower, second_, "a", 2);
    settle(second_);
    follower.cancel();
    follower.join();
    ASSERT_EQ(answers_.lock()->size(), 1u);
    EXPECT_EQ(answers_.lock()->at(0).error().code, Errc::cancelled);
    gate_.open();
    scope_.join();
    EXPECT_EQ(runs_, 1);
    EXPECT_EQ(*answers_.lock()->at(1), 1);
}

TEST_F(SingleFlightTest, ErrorsAndExceptionsAreSharedToo) {
    EXPECT_TRUE(first_.run([&]() -> Task<Result<void>> {
        Flights::Work throws = [&]() -> Task<Result<int>> {
            throw std::runtime_error("bang");
            co_return 1;
        };
        const std::string key = "a";
        const auto answer = co_await flights_.run(key, throws);
        EXPECT_EQ(answer.error().code, Errc::internal);
        EXPECT_EQ(answer.error().detail, "exception: bang");
        co_return ok();
    }));
    EXPECT_EQ(flights_.flying(), 0u);
}

TEST_F(SingleFlightTest, NeverTwoAtOnce) {
    // For the thread sanitizer: two loops, few keys, no gate.
    constexpr int keys = 3;
    std::array<std::atomic<int>, keys> inside{};
    std::atomic<int> overlaps{0};
    std::atomic<int> answered{0};
    for (int i = 0; i < 600; ++i) {
        LoopThread& home = i % 2 == 0 ? first_ : second_;
        const auto index = static_cast<std::size_t>(i % keys);
        scope_.spawn(home.loop(), "call", [&, index]() -> Task<Result<void>> {
            Flights::Work work = [&, index]() -> Task<Result<int>> {
                if (++inside[index] > 1) ++overlaps;
                CO_CHECK(co_await sleep_for(0ms));
                --inside[index];
                co_return 1;
            };
            const std::string key = std::to_string(index);
            CO_TRY(const int one, co_await flights_.run(key, work));
            answered += one;
            co_return ok();
        });
    }
    scope_.join();
    EXPECT_EQ(answered, 600);
    EXPECT_EQ(overlaps, 0);
    EXPECT_EQ(failures_, 0);
}

}  // namespace
}  // namespace fairlead
