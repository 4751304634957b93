// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/handoff.h"
#include "base/random.h"
#include "base/wakeup.h"
#include "cache/redis/connector.h"
#include "cache/redis/health.h"

#include <chrono>
#include <deque>
#include <memory>
#include <string>

namespace fairlead::cache::redis {

struct LaneServices {
    Connector& connector;
    Health& health;
    Random& random;
    Milliseconds answer_within;
};

/// One loop's connection to Redis. Commands go out as they come, without waiting for each other,
/// and are answered in order. While there is no connection they are refused at once; one that is
/// silent for too long is given up with all that waits on it. What was lost is not repeated: it may
/// have been done.
class Lane {
public:
    Lane(LaneServices services, Loop& loop) : services_(services), loop_(loop) {}
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    Loop& loop() { return loop_; }

    /// Thread-safe. Redis' own errors are answers; an Error is `unavailable`.
    void submit(std::string command, Resume<Reply> answer);

    /// The rest runs on the loop. The first connection, before run():
    Task<Verdict> open();
    /// Reads, and connects again when need be, until cancelled; beside it, write().
    Task<Result<void>> run();
    Task<Result<void>> write();

private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Waiting {
        Resume<Reply> answer;
        Moment end;
    };
    void enqueue(std::string command, Resume<Reply> answer);
    Task<Result<void>> read_all(std::shared_ptr<Link> link);
    Task<Result<void>> write_all(std::shared_ptr<Link> link);
    void begin(std::shared_ptr<Link> link);
    void end(const Error& why);
    void look_after(Link& link);
    /// Two looks, so that the caller waits no longer than was said.
    Milliseconds until_look() const { return services_.answer_within / 2; }
    Milliseconds until_due() const;

    const LaneServices services_;
    Loop& loop_;
    std::shared_ptr<Link> link_;  // shared with the coroutines that use it
    std::deque<Waiting> waiting_;
    std::string out_;
    bool was_silent_ = false;  ///< at the last look; nothing came since
    Wakeup news_;
};

/// Redis cannot be asked: what the callers of a cache are told.
Error out_of_reach(std::string detail);

}  // namespace fairlead::cache::redis
