// SPDX-License-Identifier: Apache-2.0
#include "base/async.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/redirect_error.hpp>

namespace fairlead {

namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer =
    boost::asio::basic_waitable_timer<SteadyClock, boost::asio::wait_traits<SteadyClock>, Executor>;

Error stopped() { return Error{Errc::cancelled, "The work was stopped."}; }

}  // namespace

Task<Result<void>> check_cancelled() {
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none) co_return stopped();
    co_return ok();
}

Task<Result<void>> sleep_for(Milliseconds duration) {
    CO_CHECK(co_await check_cancelled());
    const Executor executor = co_await boost::asio::this_coro::executor;
    Timer timer{executor, duration};
    boost::system::error_code code;
    boost::asio::use_awaitable_t<Executor> token;
    auto collect = boost::asio::redirect_error(token, code);
    co_await timer.async_wait(collect);
    if (code) co_return stopped();
    co_return ok();
}

}  // namespace fairlead
