// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/task.h"
#include "base/time.h"
#include "model/ids.h"

#include <optional>
#include <string>

namespace fairlead {

/// Work that must happen, kept in the store: at least once, by idempotent handlers.
struct Job {
    JobId id;
    WorkspaceId workspace = default_workspace;
    std::string name;                        ///< which handler
    Json payload;                            ///< no secret
    std::optional<std::string> unique_key;   ///< at most one waiting or running job has it
    int attempts = 0;                        ///< runs begun so far
    int max_attempts = 10;                   ///< then dead letter
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

}  // namespace fairlead
