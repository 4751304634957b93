// SPDX-License-Identifier: Apache-2.0
#include "base/handoff.h"

#include "base/async.h"
#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <thread>

namespace fairlead {
namespace {

TEST(Handoff, GoesOnWhereItWasWhenAnotherThreadWakesIt) {
    LoopThread home;
    std::thread other;
    std::thread::id woke_on;
    std::function<void(Resume<int>)> start = [&other](Resume<int> resume) {
        other = std::thread{[resume] { resume(42); }};
    };
    const auto result = home.run([&]() -> Task<Result<void>> {
        CO_TRY(const int answer, co_await suspend<int>(start));
        EXPECT_EQ(answer, 42);
        woke_on = std::this_thread::get_id();
        co_return ok();
    });
    EXPECT_TRUE(result);
    EXPECT_EQ(woke_on, home.id());
    other.join();
}

TEST(Handoff, MayBeWokenBeforeStartReturns) {
    LoopThread home;
    std::function<void(Resume<std::string>)> start = [](Resume<std::string> resume) {
        resume(std::string{"at once"});
    };
    const auto result = home.run([&]() -> Task<Result<void>> {
        CO_TRY(const std::string answer, co_await suspend<std::string>(start));
        EXPECT_EQ(answer, "at once");
        co_return ok();
    });
    EXPECT_TRUE(result);
}

TEST(Handoff, FirstWakeCountsAndErrorsArrive) {
    LoopThread home;
    std::function<void(Resume<int>)> start = [](Resume<int> resume) {
        resume(Error{Errc::conflict, "first"});
        resume(7);
        const Resume<int> copy = resume;
        copy(8);
    };
    const auto result = home.run([&]() -> Task<Result<void>> {
        CO_CHECK(co_await suspend<int>(start));
        co_return ok();
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "first");
}

TEST(Handoff, DroppedResumeIsCancelled) {
    LoopThread home;
    std::function<void(Resume<int>)> start = [](const Resume<int>&) {};
    const auto result = home.run([&]() -> Task<Result<void>> {
        CO_CHECK(co_await suspend<int>(start));
        co_return ok();
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::cancelled);
}

TEST(Handoff, ThrowingStartIsAnError) {
    LoopThread home;
    std::function<void(Resume<int>)> start = [](const Resume<int>&) {
        throw std::runtime_error("no");
    };
    const auto result = home.run([&]() -> Task<Result<void>> {
        CO_CHECK(co_await suspend<int>(start));
        co_return ok();
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::internal);
    EXPECT_EQ(result.error().detail, "no");
}

/// Answers with `i`, twice at once: the second answer is one too many.
std::function<void(Resume<int>)> answered_doubly(WorkPool& pool, int i) {
    return [&pool, i](Resume<int> resume) {
        pool.submit([resume, i] { resume(i); });
        pool.submit([resume, i] { resume(i); });
    };
}

TEST(Handoff, ManyTasksManyThreads) {
    // Two loops, three workers, and each answer doubly raced: what a sanitizer should see clean.
    LoopThread first;
    LoopThread second;
    WorkPool pool{3, 100000};
    std::atomic<int> answered{0};
    std::atomic<int> wrong{0};
    TaskScope scope{[&](std::string_view, const Error&) { ++wrong; }};
    constexpr int tasks = 400;
    constexpr int rounds = 5;
    for (int i = 0; i < tasks; ++i) {
        LoopThread& home = i % 2 == 0 ? first : second;
        scope.spawn(home.loop(), "many", [&, i]() -> Task<Result<void>> {
            for (int round = 0; round < rounds; ++round) {
                const auto start = answered_doubly(pool, i);
                CO_TRY(const int answer, co_await suspend<int>(start));
                if (answer != i || std::this_thread::get_id() != home.id()) ++wrong;
                ++answered;
            }
            co_return ok();
        });
    }
    scope.join();
    EXPECT_EQ(answered, tasks * rounds);
    EXPECT_EQ(wrong, 0);
}

/// Suspends once with `on_cancel`, is cancelled meanwhile, and answers what it saw.
Errc code_after_cancel(OnCancel on_cancel) {
    LoopThread home;
    std::optional<Errc> seen;
    std::optional<Resume<int>> held;
    std::promise<void> waiting;
    TaskScope scope{[](std::string_view, const Error&) {}};
    std::function<void(Resume<int>)> start = [&](Resume<int> resume) {
        held = std::move(resume);
        waiting.set_value();
    };
    scope.spawn(home.loop(), "waits", [&]() -> Task<Result<void>> {
        const auto answer = co_await suspend<int>(start, on_cancel);
        seen = answer ? Errc::conflict : answer.error().code;
        co_return ok();
    });
    waiting.get_future().wait();
    scope.cancel();
    // Behind the cancellation in the loop's queue: what did not wake by then, waits on.
    const auto passed = home.run([]() -> Task<Result<void>> { co_return ok(); });
    EXPECT_TRUE(passed);
    (*held)(1);
    scope.join();
    held.reset();
    return *seen;
}

TEST(Handoff, CancelWakesOnlyWhoAskedForIt) {
    EXPECT_EQ(code_after_cancel(OnCancel::wake), Errc::cancelled);
    EXPECT_EQ(code_after_cancel(OnCancel::wait_on), Errc::conflict);
}

TEST(Handoff, CancelledTaskDoesNotBeginACancellableWait) {
    LoopThread home;
    std::promise<void> waiting;
    Resume<int> held;
    bool started = false;
    Errc second = Errc::internal;
    TaskScope scope{[](std::string_view, const Error&) {}};
    std::function<void(Resume<int>)> hold = [&](Resume<int> resume) {
        held = std::move(resume);
        waiting.set_value();
    };
    std::function<void(Resume<int>)> never = [&](const Resume<int>&) { started = true; };
    scope.spawn(home.loop(), "waits twice", [&]() -> Task<Result<void>> {
        static_cast<void>(co_await suspend<int>(hold));
        const auto answer = co_await suspend<int>(never, OnCancel::wake);
        second = answer.error().code;
        co_return ok();
    });
    waiting.get_future().wait();
    scope.cancel();
    const auto passed = home.run([]() -> Task<Result<void>> { co_return ok(); });
    EXPECT_TRUE(passed);
    held(1);
    scope.join();
    held = nullptr;
    EXPECT_EQ(second, Errc::cancelled);
    EXPECT_FALSE(started);
}

}  // namespace
}  // namespace fairlead
