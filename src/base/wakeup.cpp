// SPDX-License-Identifier: Apache-2.0
#include "base/wakeup.h"

#include "base/async.h"
#include "base/mutex.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fairlead {
namespace {

using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

struct Waiting {
    bool called = false;
    std::shared_ptr<Timer> timer;  // shared: the waiter's frame and a call under way
};

}  // namespace

struct Wakeup::State {
    Mutex<Waiting> waiting;
};

Wakeup::Wakeup() : state_(std::make_shared<State>()) {}
Wakeup::~Wakeup() = default;

Task<Result<void>> Wakeup::wait(Milliseconds at_most) {
    CO_CHECK(co_await check_cancelled());  // it may have come while the task was busy elsewhere
    const auto state = state_;
    const Executor executor = co_await boost::asio::this_coro::executor;
    const auto timer = std::make_shared<Timer>(executor, at_most);
    {
        const auto waiting = state->waiting.lock();
        if (std::exchange(waiting->called, false)) co_return ok();
        waiting->timer = timer;
    }
    boost::system::error_code error;
    using Token = boost::asio::redirect_error_t<boost::asio::use_awaitable_t<Executor>>;
    Token token{boost::asio::use_awaitable_t<Executor>{}, error};
    co_await timer->async_wait(std::move(token));
    bool called = false;
    {
        const auto waiting = state->waiting.lock();
        waiting->timer.reset();
        called = std::exchange(waiting->called, false);
    }
    if (error && !called) co_return Error{Errc::cancelled, "The wait was cancelled."};
    co_return ok();
}

void Wakeup::notify() {
    const auto waiting = state_->waiting.lock();
    waiting->called = true;
    if (!waiting->timer) return;
    const Executor executor = waiting->timer->get_executor();
    // Under the lock, which the waiter takes before it goes on: its loop may end right after that,
    // and nothing of it may be in this thread's hands any more.
    boost::asio::post(executor, [timer = waiting->timer] { timer->cancel(); });
}

}  // namespace fairlead
