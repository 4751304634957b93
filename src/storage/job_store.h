// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/job.h"
#include "storage/database.h"

namespace fairlead::storage {

/// Jobs, of every workspace. Thread-safe. Leases and delays run on the database's clock.
class JobStore final : public JobSource {
public:
    explicit JobStore(Database& database) : database_(database) {}

    Task<Result<void>> enqueue(Job job) override;
    /// In the transaction of what the job follows from.
    static Task<Result<void>> enqueue(Tx& tx, Job job);

    Task<Result<std::vector<Job>>> claim(int limit, Milliseconds lease) override;
    Task<Result<bool>> heartbeat(JobId id, int attempt, Milliseconds lease) override;
    Task<Result<void>> complete(JobId id, int attempt) override;
    Task<Result<void>> retry(JobId id, int attempt, Milliseconds delay, std::string error) override;
    Task<Result<void>> bury(JobId id, int attempt, std::string error) override;
    Task<Result<std::optional<Milliseconds>>> next_due() override;

    /// Dead letters, newest first.
    Task<Result<std::vector<Job>>> dead(int limit);
    /// Lets a dead one run again, now, with its attempts forgotten. False: it is not dead, or
    /// another of its unique key waits.
    Task<Result<bool>> revive(JobId id);

    struct Counts {
        std::int64_t waiting = 0;
        std::int64_t running = 0;
        std::int64_t dead = 0;
    };
    Task<Result<Counts>> counts();

private:
    Database& database_;
};

}  // namespace fairlead::storage
