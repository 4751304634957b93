// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/task_scope.h"
#include "base/wakeup.h"
#include "model/job.h"

#include <functional>
#include <map>
#include <string>

namespace fairlead::jobs {

/// What a handler says of a job it ran. An Error instead means: try again with backoff.
struct JobOutcome {
    enum class Kind : std::uint8_t { done, again, give_up } kind = Kind::done;
    Milliseconds delay{};  ///< with `again`: when, as the handler knows better than a backoff
    std::string why;       ///< with `again` and `give_up`; no secret

    static JobOutcome done() { return {}; }
    static JobOutcome again(Milliseconds delay, std::string why) {
        return {Kind::again, delay, std::move(why)};
    }
    static JobOutcome give_up(std::string why) { return {Kind::give_up, {}, std::move(why)}; }
};

struct JobOptions {
    int concurrency = 8;
    Milliseconds lease{60'000};        ///< renewed every third of it while the handler runs
    Milliseconds longest_nap{30'000};  ///< looks at least so often, for what other nodes enqueue
    Milliseconds backoff_base{1'000};
    Milliseconds backoff_cap{3'600'000};
};

/// Runs the durable jobs of the store: claims under a lease, keeps it while the handler works,
/// completes, retries with full jitter, buries what failed `max_attempts` times. Knows no job by
/// name; handlers are idempotent, for a job may run twice after a crash.
class JobRunner {
public:
    using Handler = std::function<Task<Result<JobOutcome>>(Job)>;

    JobRunner(JobSource& source, Random& random, Log& log, Metrics& metrics, JobOptions options);

    /// Before start().
    void add(std::string name, Handler handler);

    /// Runs on `loop`, as children of `scope`, until the scope is cancelled.
    void start(Loop& loop, TaskScope& scope);

    /// There may be something due sooner than thought. Thread-safe.
    void wake() { wakeup_.notify(); }

private:
    Task<Result<void>> claim_for_ever();
    Task<Result<void>> run_one(Job job);
    Task<Result<void>> keep_leases();
    Task<Result<void>> settle(const Job& job, Result<JobOutcome> result);
    Task<Result<Milliseconds>> nap() const;
    int room() const { return options_.concurrency - static_cast<int>(running_.size()); }

    JobSource& source_;
    Random& random_;
    Log& log_;
    Counter& completed_;
    Counter& retried_;
    Counter& buried_;
    JobOptions options_;
    std::map<std::string, Handler> handlers_;
    Wakeup wakeup_;
    Loop* loop_ = nullptr;
    TaskScope* scope_ = nullptr;
    std::map<JobId, int> running_;  ///< with the attempt each is on; touched on loop_ alone
};

/// A queue that wakes the runner when something is added on this node.
class WakingQueue final : public JobQueue {
public:
    WakingQueue(JobQueue& queue, JobRunner& runner) : queue_(queue), runner_(runner) {}
    Task<Result<void>> enqueue(Job job) override;

private:
    JobQueue& queue_;
    JobRunner& runner_;
};

}  // namespace fairlead::jobs
