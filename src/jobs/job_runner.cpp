// SPDX-License-Identifier: Apache-2.0
#include "jobs/job_runner.h"

#include "base/async.h"
#include "base/backoff.h"

#include <algorithm>

namespace fairlead::jobs {

JobRunner::JobRunner(JobSource& source, Random& random, Log& log, Metrics& metrics,
                     JobOptions options)
    : source_(source),
      random_(random),
      log_(log),
      completed_(metrics.counter("fairlead_jobs_total", "Job runs by outcome.",
                                 {{"outcome", "completed"}})),
      retried_(
          metrics.counter("fairlead_jobs_total", "Job runs by outcome.", {{"outcome", "retried"}})),
      buried_(metrics.counter("fairlead_jobs_total", "Job runs by outcome.",
                              {{"outcome", "dead_letter"}})),
      options_(options) {}

void JobRunner::add(std::string name, Handler handler) {
    handlers_.emplace(std::move(name), std::move(handler));
}

void JobRunner::start(Loop& loop, TaskScope& scope) {
    loop_ = &loop;
    scope_ = &scope;
    scope.spawn(loop, "jobs", [this] { return claim_for_ever(); });
    scope.spawn(loop, "job leases", [this] { return keep_leases(); });
}

Task<Result<Milliseconds>> JobRunner::nap() const {
    CO_TRY(const auto due, co_await source_.next_due());
    co_return std::min(due.value_or(options_.longest_nap), options_.longest_nap);
}

Task<Result<void>> JobRunner::claim_for_ever() {
    for (;;) {
        std::vector<Job> jobs;
        if (room() > 0) {
            auto claimed = co_await source_.claim(room(), options_.lease);
            if (!claimed) log_.failure("claiming jobs failed", claimed.error());
            if (claimed) jobs = std::move(*claimed);
        }
        for (Job& job : jobs) {
            running_.emplace(job.id, job.attempts);
            const std::function<Task<Result<void>>()> work = [this, job] { return run_one(job); };
            scope_->spawn(*loop_, "job", work);
        }
        if (!jobs.empty() && room() > 0) continue;
        const auto rest = co_await nap();
        // A full house is woken by whoever leaves; a failing store is asked again in a while.
        const bool wait_long = room() <= 0 || !rest;
        CO_CHECK(co_await wakeup_.wait(wait_long ? options_.longest_nap : *rest));
    }
}

Task<Result<void>> JobRunner::run_one(Job job) {
    const auto handler = handlers_.find(job.name);
    Result<JobOutcome> result = JobOutcome::give_up("no handler has the name " + job.name);
    if (handler != handlers_.end()) result = co_await handler->second(job);
    auto settled = co_await settle(job, std::move(result));
    running_.erase(job.id);
    wakeup_.notify();
    co_return settled;
}

Task<Result<void>> JobRunner::keep_leases() {
    for (;;) {
        CO_CHECK(co_await sleep_for(options_.lease / 3));
        const auto held = running_;
        for (const auto& [id, attempt] : held) {
            const auto kept = co_await source_.heartbeat(id, attempt, options_.lease);
            if (!kept) log_.failure("a job's lease was not renewed", kept.error());
        }
    }
}

Task<Result<void>> JobRunner::settle(const Job& job, Result<JobOutcome> result) {
    using Kind = JobOutcome::Kind;
    if (result && result->kind == Kind::done) {
        completed_.add();
        co_return co_await source_.complete(job.id, job.attempts);
    }
    if (!result && result.error().code == Errc::cancelled) co_return ok();  // the lease runs out
    if (!result) log_.failure("a job failed", result.error(), {{"job", job.name}});
    const std::string why = result ? result->why : result.error().message;
    const bool last = job.attempts >= job.max_attempts || (result && result->kind == Kind::give_up);
    if (last) {
        buried_.add();
        log_.error("a job is given up", {{"job", job.name}, {"id", job.id.text()}, {"why", why}});
        co_return co_await source_.bury(job.id, job.attempts, why);
    }
    retried_.add();
    const Milliseconds delay =
        result ? result->delay
               : backoff_delay(job.attempts, options_.backoff_base, options_.backoff_cap, random_);
    co_return co_await source_.retry(job.id, job.attempts, delay, why);
}

Task<Result<void>> WakingQueue::enqueue(Job job) {
    auto stored = co_await queue_.enqueue(std::move(job));
    runner_.wake();
    co_return stored;
}

}  // namespace fairlead::jobs
