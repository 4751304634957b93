// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace fairlead {

/// The one executor type of the process: an event loop. Concrete, so that no operation pays for
/// type erasure.
using Loop = boost::asio::io_context;
using Executor = Loop::executor_type;

/// A coroutine. It runs on the loop that started it from beginning to end, whatever it awaits.
template <class T>
using Task = boost::asio::awaitable<T, Executor>;

}  // namespace fairlead
