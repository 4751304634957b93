// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/handoff.h"
#include "base/time.h"

#include <functional>
#include <memory>

namespace fairlead {

/// Waits on the monotonic timer of the caller's loop. Cancelled: Errc::cancelled.
Task<Result<void>> sleep_for(Milliseconds duration);

/// A few threads for work that would block a loop: key derivation, disk. The queue is bounded:
/// full answers Errc::unavailable. Thread-safe.
class WorkPool {
public:
    explicit WorkPool(std::size_t threads, std::size_t queue_limit = 1024);
    ~WorkPool();  // finishes what runs, drops what waits (their callers get Errc::cancelled)
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Runs `work` on a thread of the pool. It must not throw.
    bool submit(std::function<void()> work);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Runs `work` on the pool and goes on, on the caller's loop, with its answer.
template <class T>
Task<Result<T>> offload(WorkPool& pool, std::function<Result<T>()> work) {
    std::function<void(Resume<T>)> start = [&pool, work = std::move(work)](Resume<T> resume) {
        auto shared = std::make_shared<Resume<T>>(std::move(resume));
        const bool taken = pool.submit([shared, work] { (*shared)(work()); });
        if (!taken) (*shared)(Error{Errc::unavailable, "Too much work is waiting. Try again."});
    };
    co_return co_await suspend<T>(std::move(start));
}

}  // namespace fairlead
