// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace fairlead {

/// Wakes one suspended coroutine with a result, on the loop it was suspended on. Thread-safe; the
/// first call counts, later ones are dropped. Copies share the one coroutine. When the last copy
/// dies uncalled, the coroutine goes on with Errc::cancelled. The loop must outlive every copy.
template <class T>
using Resume = std::function<void(Result<T>)>;

/// Whether cancelling the waiting task ends its wait, or the wait goes on until it is answered.
enum class OnCancel { wait_on, wake };

namespace handoff {

/// One suspended coroutine. Shared by the copies of its Resume.
template <class T, class Handler>
class Waiting {
public:
    Waiting(Handler handler, Executor executor)
        : handler_(std::move(handler)), work_(std::move(executor)) {}
    ~Waiting() {
        if (!woken_) wake(Error{Errc::cancelled, "The work was dropped."});
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    void wake(Result<T> result) {
        if (woken_.exchange(true)) return;
        auto resumption = [handler = std::move(*handler_), result = std::move(result)]() mutable {
            std::move(handler)(std::move(result));
        };
        handler_.reset();
        boost::asio::post(work_.get_executor(), std::move(resumption));
    }

private:
    std::optional<Handler> handler_;
    boost::asio::executor_work_guard<Executor> work_;
    std::atomic<bool> woken_{false};
};

template <class T, class Handler>
void begin(Handler handler, const Executor& executor, const std::function<void(Resume<T>)>& start,
           OnCancel on_cancel) {
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    const auto waiting = std::make_shared<Waiting<T, Handler>>(std::move(handler), executor);
    if (on_cancel == OnCancel::wake && slot.is_connected()) {
        slot.assign([weak = std::weak_ptr{waiting}](boost::asio::cancellation_type) {
            const auto alive = weak.lock();
            if (alive) alive->wake(Error{Errc::cancelled, "The work was stopped."});
        });
    }
    try {
        start([waiting](Result<T> result) { waiting->wake(std::move(result)); });
    } catch (const std::exception& problem) {
        waiting->wake(Error{Errc::internal, "The work could not begin.", problem.what()});
    }
}

}  // namespace handoff

/// Suspends the caller and hands `start` the means to wake it; `start` runs at once, on this
/// thread, and may pass its argument to another thread. The coroutine goes on where it was,
/// through its loop's queue.
///
/// With `wait_on` a cancelled task still waits for its answer, so the work may use what lives in
/// the caller's frame. With `wake` the task stops waiting (Errc::cancelled) while the work may
/// still be going on.
template <class T>
Task<Result<T>> suspend(std::function<void(Resume<T>)> start,
                        OnCancel on_cancel = OnCancel::wait_on) {
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (on_cancel == OnCancel::wake && state.cancelled() != boost::asio::cancellation_type::none) {
        co_return Error{Errc::cancelled, "The work was stopped."};
    }
    const Executor executor = co_await boost::asio::this_coro::executor;
    auto initiate = [executor, on_cancel, start = std::move(start)](auto handler) {
        handoff::begin<T>(std::move(handler), executor, start, on_cancel);
    };
    using Token = boost::asio::use_awaitable_t<Executor>;
    Token token;
    co_return co_await boost::asio::async_initiate<Token, void(Result<T>)>(std::move(initiate),
                                                                           token);
}

}  // namespace fairlead
