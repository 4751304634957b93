// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/task.h"
#include "base/time.h"
#include "model/ids.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// Work that must happen, kept in the store: at least once, by idempotent handlers.
struct Job {
    JobId id;
    WorkspaceId workspace = default_workspace;
    std::string name;                       ///< which handler
    Json payload;                           ///< no secret
    std::optional<std::string> unique_key;  ///< at most one waiting or running job has it
    int attempts = 0;                       ///< runs begun so far
    int max_attempts = 10;                  ///< then dead letter
    Time run_at{};
    Time created_at{};
    std::string last_error;
};

/// Where work is left to be done later. Thread-safe.
class JobQueue {
public:
    virtual ~JobQueue() = default;
    /// Durable when answered. A job whose unique key waits or runs already is not added again.
    virtual Task<Result<void>> enqueue(Job job) = 0;
};

/// What the runner takes jobs from. Thread-safe; leases are judged by the store's own clock.
/// Implemented by the store (`storage::JobStore`).
class JobSource : public JobQueue {
public:
    /// Leases up to `limit` due jobs for `lease`, oldest run_at first; a job whose lease ran out is
    /// due again. Each claim counts as an attempt.
    virtual Task<Result<std::vector<Job>>> claim(int limit, Milliseconds lease) = 0;
    /// Keeps the lease. False: it was lost, stop working on it.
    virtual Task<Result<bool>> heartbeat(JobId id, int attempt, Milliseconds lease) = 0;
    virtual Task<Result<void>> complete(JobId id, int attempt) = 0;
    /// Gives it back, to run again after `delay`.
    virtual Task<Result<void>> retry(JobId id, int attempt, Milliseconds delay,
                                     std::string error) = 0;
    /// Dead letter: kept for a person to look at, never run by itself.
    virtual Task<Result<void>> bury(JobId id, int attempt, std::string error) = 0;
    /// Time until the next job is due (zero: now; absent: none waits).
    virtual Task<Result<std::optional<Milliseconds>>> next_due() = 0;
};

}  // namespace fairlead
