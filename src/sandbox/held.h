// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "base/wakeup.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace fairlead::sandbox {

/// Requests that were taken off the wire and wait to be worked on: what a slow network between a
/// client that died and its platform looks like. Thread-safe.
class HeldRequests {
public:
    static constexpr Milliseconds longest{600'000};

    /// Sleeps until released, at most `longest`. An error when the server stops.
    Task<Result<void>> wait(std::uint64_t request);
    /// False: no such request is held.
    bool release(std::uint64_t request);
    std::size_t release_all();
    std::vector<std::uint64_t> list();

private:
    // Shared by whoever waits and whoever wakes it.
    using Sleepers = std::map<std::uint64_t, std::shared_ptr<Wakeup>>;
    Mutex<Sleepers> sleepers_;
};

}  // namespace fairlead::sandbox
