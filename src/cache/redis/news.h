// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cache/listeners.h"
#include "cache/redis/lane.h"

#include <memory>
#include <string>

namespace fairlead::cache::redis {

/// Hears what the nodes publish, on a connection of its own. One Redis channel carries all of
/// Fairlead's, because every node wants them all. Runs on one loop.
class News {
public:
    News(LaneServices services, const Listeners& listeners, std::string channel)
        : services_(services), listeners_(listeners), channel_(std::move(channel)) {}

    /// What is published: whom it is for, and what it says.
    static std::string pack(std::string_view channel, std::string_view message);

    /// The first connection, before run().
    Task<Verdict> open();
    /// Passes on, and connects again when need be, until cancelled; beside it, watch().
    Task<Result<void>> run();
    Task<Result<void>> watch();

private:
    Task<Result<void>> listen(std::shared_ptr<Link> link);
    void pass_on(const Reply& reply);

    const LaneServices services_;
    const Listeners& listeners_;
    const std::string channel_;
    std::shared_ptr<Link> link_;  // shared with the coroutines that use it
    bool heard_ = false;          ///< anything, since watch() asked
};

}  // namespace fairlead::cache::redis
