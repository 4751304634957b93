// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task_scope.h"

#include <boost/asio/executor_work_guard.hpp>

#include <functional>
#include <optional>
#include <thread>

namespace fairlead {

/// A loop with a thread of its own that runs it, for tests of coroutines. At the end it waits
/// until the loop has nothing left to do.
class LoopThread {
public:
    LoopThread() : work_(boost::asio::make_work_guard(loop_)), thread_([this] { loop_.run(); }) {}
    ~LoopThread() {
        work_.reset();
        thread_.join();
    }
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    Loop& loop() { return loop_; }
    std::thread::id id() const { return thread_.get_id(); }

    /// Runs a coroutine on the loop and blocks until it answered.
    Result<void> run(std::function<Task<Result<void>>()> work) {
        return run_blocking(loop_, std::move(work));
    }

    /// The same for one that answers a value.
    template <class T>
    Result<T> ask(std::function<Task<Result<T>>()> work) {
        std::optional<Result<T>> answer;
        const auto keep = [&answer, &work]() -> Task<Result<void>> {
            answer = co_await work();
            co_return ok();
        };
        CHECK_OK(run(keep));
        return *std::move(answer);
    }

private:
    Loop loop_{1};
    boost::asio::executor_work_guard<Executor> work_;
    std::thread thread_;
};

}  // namespace fairlead
