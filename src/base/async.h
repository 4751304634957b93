// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/handoff.h"
#include "base/time.h"

#include <functional>
#include <memory>

namespace fairlead {

/// Waits on the monotonic timer of the caller's loop. Cancelled: Errc::cancelled, at once if the
/// task was cancelled before.
Task<Result<void>> sleep_for(Milliseconds duration);

/// Errc::cancelled if the caller's task was cancelled. A cancelled task goes on running: whatever
/// begins a new wait on the outside asks this first, what must be finished does not.
Task<Result<void>> check_cancelled();

/// A few threads for work that would block a loop: key derivation, disk. The queue is bounded:
/// full answers Errc::unavailable. Thread-safe.
class WorkPool {
public:
    explicit WorkPool(std::size_t threads, std::size_t queue_limit = 1024);
    ~WorkPool();  // finishes what runs, drops what waits (their callers get Errc::cancelled)
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Runs `work` on a thread of the pool. False, and `work` is dropped, when the queue is full.
    /// It must not throw.
    bool submit(std::function<void()> work);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Runs `work` on the pool and goes on, on the caller's loop, with its answer. An exception of
/// `work` is Errc::internal. Cancelling does not cut the wait short.
template <class T>
Task<Result<T>> offload(WorkPool& pool, std::function<Result<T>()> work) {
    std::function<void(Resume<T>)> start = [&pool, work = std::move(work)](Resume<T> resume) {
        std::function<void()> job = [resume, work] {
            try {
                resume(work());
            } catch (const std::exception& problem) {
                resume(Error{Errc::internal, "The work failed.", problem.what()});
            }
        };
        if (!pool.submit(std::move(job))) {
            resume(Error{Errc::unavailable, "Too much work is waiting. Try again.",
                         "the work pool's queue is full", nullptr, Seconds{1}});
        }
    };
    co_return co_await suspend<T>(std::move(start));
}

}  // namespace fairlead
