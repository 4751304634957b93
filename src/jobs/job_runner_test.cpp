// SPDX-License-Identifier: Apache-2.0
#include "jobs/job_runner.h"

#include "base/async.h"
#include "base/loop_thread.h"
#include "base/mutex.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <thread>

namespace fairlead::jobs {
namespace {

class CountingRandom final : public Random {
public:
    void fill(std::span<std::byte> out) override {
        for (auto& byte : out) byte = static_cast<std::byte>(next_++);
    }

private:
    unsigned char next_ = 1;
};

/// Hands out prepared jobs and writes down what the runner says of them, as text.
class ScriptedSource final : public JobSource {
public:
    Mutex<std::deque<Job>> due;
    Mutex<std::vector<std::string>> said;

    void say(std::string line) { said.lock()->push_back(std::move(line)); }
    std::vector<std::string> lines() { return *said.lock(); }

    Task<Result<void>> enqueue(Job job) override {
        due.lock()->push_back(std::move(job));
        co_return ok();
    }
    Task<Result<std::vector<Job>>> claim(int limit, Milliseconds) override {
        std::vector<Job> taken;
        const auto jobs = due.lock();
        while (!jobs->empty() && static_cast<int>(taken.size()) < limit) {
            taken.push_back(std::move(jobs->front()));
            jobs->pop_front();
            ++taken.back().attempts;
        }
        co_return taken;
    }
    Task<Result<bool>> heartbeat(JobId, int, Milliseconds) override {
        say("heartbeat");
        co_return true;
    }
    Task<Result<void>> complete(JobId, int attempt) override {
        say("complete " + std::to_string(attempt));
        co_return ok();
    }
    Task<Result<void>> retry(JobId, int, Milliseconds delay, std::string error) override {
        say((delay <= 8s ? "retry soon: " : "retry late: ") + error);
        co_return ok();
    }
    Task<Result<void>> bury(JobId, int, std::string error) override {
        say("bury: " + error);
        co_return ok();
    }
    Task<Result<std::optional<Milliseconds>>> next_due() override {
        const auto jobs = due.lock();
        co_return jobs->empty() ? std::optional<Milliseconds>{} : std::optional<Milliseconds>{0ms};
    }
};

class JobRunnerTest : public testing::Test {
protected:
    ManualClock clock{from_unix_ms(1'700'000'000'000)};
    Log log{clock, LogLevel::error, [](std::string_view) {}};
    Metrics metrics;
    CountingRandom random;
    ScriptedSource source;
    LoopThread thread;
    TaskScope scope{[](std::string_view, const Error&) {}};
    JobOptions options{.concurrency = 2, .lease = 30ms, .longest_nap = 1h};
    std::unique_ptr<JobRunner> runner;

    ~JobRunnerTest() override {
        scope.cancel();
        scope.join();
    }

    void start(JobRunner::Handler handler) {
        runner = std::make_unique<JobRunner>(source, random, log, metrics, options);
        runner->add("work", std::move(handler));
        runner->start(thread.loop(), scope);
    }
    void enqueue(int attempts_before = 0, const std::string& name = "work") {
        Job job;
        job.id = JobId::create(clock.now(), random);
        job.name = name;
        job.attempts = attempts_before;
        job.max_attempts = 3;
        WakingQueue queue{source, *runner};
        ASSERT_TRUE(thread.run([&] { return queue.enqueue(job); }));
    }
    /// Waits for what the runner says; the test's own limit ends a wait that never will.
    std::vector<std::string> wait_for_lines(std::size_t count) {
        while (source.lines().size() < count) std::this_thread::sleep_for(1ms);
        return source.lines();
    }
};

TEST_F(JobRunnerTest, CompletesWhatWasDone) {
    start([](Job) -> Task<Result<JobOutcome>> { co_return JobOutcome::done(); });
    enqueue();
    EXPECT_EQ(wait_for_lines(1), std::vector<std::string>{"complete 1"});
}

TEST_F(JobRunnerTest, AnErrorIsTriedAgainWithBackoffAndBuriedAtTheLastAttempt) {
    start([](Job) -> Task<Result<JobOutcome>> { co_return Error{Errc::provider_failed, "no"}; });
    enqueue(0);
    EXPECT_EQ(wait_for_lines(1)[0], "retry soon: no");
    enqueue(2);
    EXPECT_EQ(wait_for_lines(2)[1], "bury: no");
}

TEST_F(JobRunnerTest, AHandlerMayNameItsOwnTimeOrGiveUp) {
    int runs = 0;
    start([&runs](Job) -> Task<Result<JobOutcome>> {
        if (++runs == 1) co_return JobOutcome::again(1h, "later");
        co_return JobOutcome::give_up("never");
    });
    enqueue();
    EXPECT_EQ(wait_for_lines(1)[0], "retry late: later");
    enqueue();
    EXPECT_EQ(wait_for_lines(2)[1], "bury: never");
}

TEST_F(JobRunnerTest, AJobWithoutHandlerIsBuriedNotLost) {
    start([](Job) -> Task<Result<JobOutcome>> { co_return JobOutcome::done(); });
    enqueue(0, "unheard-of");
    EXPECT_EQ(wait_for_lines(1)[0], "bury: no handler has the name unheard-of");
}

TEST_F(JobRunnerTest, NeverRunsMoreAtOnceThanAllowedAndKeepsTheirLeases) {
    std::atomic<int> now{0};
    std::atomic<int> most{0};
    start([&](Job) -> Task<Result<JobOutcome>> {
        most = std::max(most.load(), ++now);
        CO_CHECK(co_await sleep_for(25ms));
        --now;
        co_return JobOutcome::done();
    });
    for (int i = 0; i < 6; ++i) enqueue();
    for (;;) {
        const auto lines = source.lines();
        if (std::count(lines.begin(), lines.end(), "complete 1") == 6) break;
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(most, 2);
    const auto lines = source.lines();
    EXPECT_GT(std::count(lines.begin(), lines.end(), "heartbeat"), 0);
}

}  // namespace
}  // namespace fairlead::jobs
