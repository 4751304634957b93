// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/outside.h"

#include <atomic>
#include <memory>

namespace fairlead::tests {

/// How far an app's clocks are from the machine's. Thread-safe.
struct Shift {
    std::atomic<std::int64_t> wall_ms = 0;
    std::atomic<std::int64_t> boot_ms = 0;
};

/// The machine's world with clocks that the test sets, while the app runs too; for
/// AppUnderTest::enter().
app::Outside shifted_world(std::shared_ptr<const Shift> shift);

}  // namespace fairlead::tests
