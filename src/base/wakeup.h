// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "base/time.h"

#include <memory>

namespace fairlead {

/// Lets one coroutine sleep until somebody calls, or a time has passed: for loops that would
/// otherwise poll. One waiter at a time; notify() is thread-safe, and one that comes before the
/// wait is not lost.
class Wakeup {
public:
    Wakeup();
    ~Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;

    /// Returns on notify() or after `at_most`. Errc::cancelled when the waiting task is cancelled.
    Task<Result<void>> wait(Milliseconds at_most);
    void notify();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace fairlead
