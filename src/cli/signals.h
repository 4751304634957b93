// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <csignal>
#include <functional>

namespace fairlead::cli {

/// Takes SIGTERM, SIGINT and SIGHUP away from the process and waits for them. Make it before the
/// first thread starts, so that every thread inherits the mask.
class SignalWait {
public:
    SignalWait();

    /// Until it is time to stop; `hung_up` runs for each SIGHUP before.
    void wait(const std::function<void()>& hung_up = {}) const;
    /// False: none came in that time that says to stop.
    bool wait_for(Milliseconds at_most) const;

private:
    sigset_t signals_{};
};

}  // namespace fairlead::cli
