// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "base/time.h"

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace fairlead::net {

/// Ends what a coroutine waits for when a moment passes. Belongs to the coroutine's loop.
class Deadline {
public:
    using Moment = std::chrono::steady_clock::time_point;

    explicit Deadline(const Executor& executor) : timer_(executor) {}
    ~Deadline() { disarm(); }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    /// From now on `end` is called when `moment` passes; replaces what was armed before.
    /// Look at passed() between any two waits: `end` is called once.
    void arm(Moment moment, std::function<void()> end);
    void disarm();
    bool passed() const { return armed_ && armed_->passed; }

private:
    struct Armed {
        std::function<void()> end;
        bool passed = false;
    };
    using Timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    Timer timer_;
    std::shared_ptr<Armed> armed_;  // shared with the timer's handler, which may come late
};

}  // namespace fairlead::net
