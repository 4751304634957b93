// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/disk.h"
#include "base/log.h"
#include "base/random.h"

#include <memory>

namespace fairlead::app {

/// The world as the application meets it. Tests, and one day a simulation, bring their own.
struct Outside {
    std::unique_ptr<Clock> clock;
    std::unique_ptr<Random> random;
    std::unique_ptr<Disk> disk;
    std::unique_ptr<Log> log;

    /// This machine's; logs go to standard error.
    static Outside real(LogLevel least);
};

}  // namespace fairlead::app
