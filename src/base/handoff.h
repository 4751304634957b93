// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>

namespace fairlead {

/// Wakes one suspended coroutine with a result, on the loop it was suspended on.
/// Thread-safe; the first call counts, later ones are dropped. Copies share the one coroutine.
template <class T>
using Resume = std::function<void(Result<T>)>;

/// Suspends the caller and hands `start` the means to wake it; `start` runs at once, on this
/// thread, and may pass its argument to another thread. The coroutine goes on where it was,
/// through its loop's queue. Whoever holds the Resume must call it, or the caller waits for ever.
template <class T>
Task<Result<T>> suspend(std::function<void(Resume<T>)> start) {
    const auto executor = co_await boost::asio::this_coro::executor;
    using Token = boost::asio::use_awaitable_t<Executor>;
    auto initiate = [executor, start = std::move(start)](auto handler) {
        using Handler = decltype(handler);
        struct Waiting {
            Handler handler;
            boost::asio::executor_work_guard<Executor> work;
        };
        auto waiting = std::make_shared<std::unique_ptr<Waiting>>(std::make_unique<Waiting>(
            Waiting{std::move(handler), boost::asio::make_work_guard(executor)}));
        start([executor, waiting](Result<T> result) {
            auto mine = std::make_shared<Result<T>>(std::move(result));
            boost::asio::post(executor, [waiting, mine] {
                if (!*waiting) return;
                const std::unique_ptr<Waiting> taken = std::move(*waiting);
                std::move(taken->handler)(std::move(*mine));
            });
        });
    };
    co_return co_await boost::asio::async_initiate<Token, void(Result<T>)>(std::move(initiate),
                                                                         Token{});
}

}  // namespace fairlead
