// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <csignal>

namespace fairlead::cli {

/// Takes SIGTERM and SIGINT away from the process and waits for them. Make it before the first
/// thread starts, so that every thread inherits the mask.
class SignalWait {
public:
    SignalWait();

    void wait() const;
    /// False: none came in that time.
    bool wait_for(Milliseconds at_most) const;

private:
    sigset_t signals_{};
};

}  // namespace fairlead::cli
