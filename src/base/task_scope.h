// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"

#include <functional>
#include <memory>
#include <string_view>

namespace fairlead {

/// Owns coroutines that run beside their creator: the only place that starts one. Each failure
/// (and each exception) goes to the error sink, but for Errc::cancelled after cancel(). The sink
/// is called on the child's loop. Thread-safe.
class TaskScope {
public:
    using ErrorSink = std::function<void(std::string_view name, const Error& error)>;

    explicit TaskScope(ErrorSink sink);
    /// Everything must have been joined.
    ~TaskScope();
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;

    /// Starts `work` on `loop`. `name` is a literal. After cancel() it answers false and does
    /// nothing. `work` is called on the loop, and lives until its coroutine ends.
    bool spawn(Loop& loop, const char* name, std::function<Task<Result<void>>()> work);

    /// Cancels every child (their waits answer Errc::cancelled) and lets no new one start. A child
    /// is not torn down: it goes on after its wait, and ends by itself.
    void cancel();

    /// Children alive now.
    std::size_t running() const;

    /// Blocks the calling thread, which must not be a loop's, until no child is left.
    void join();

private:
    struct State;
    std::shared_ptr<State> state_;  // shared with the children, which report their end to it
};

/// Starts a coroutine on a loop from a thread that is not a loop's, and blocks until it answered:
/// for commands, start and stop, and tests. `loop` must be run by another thread.
Result<void> run_blocking(Loop& loop, std::function<Task<Result<void>>()> work);

}  // namespace fairlead
