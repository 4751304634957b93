// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/user/event_hub.h"
#include "base/clock.h"
#include "net/body_stream.h"

#include <functional>
#include <set>

namespace fairlead::api {

/// A user's events as they happen, as server-sent events (WHATWG HTML 9.2). The browser comes back
/// by itself when the stream has ended, and proves anew who it is.
class EventStream final : public net::BodyStream {
public:
    struct Wanted {
        WorkspaceId workspace;
        UserId user;
        std::int64_t after = 0;            ///< the reader has every event up to this sequence
        std::set<std::int64_t> told = {};  ///< and these beyond
        Milliseconds life{25'000};
    };
    struct Services {
        EventHub& hub;
        storage::EventStore& events;
        const Clock& clock;
    };
    /// Whether the reader still may. Asked with every heartbeat, and when rights may have changed.
    using StillMay = std::function<Task<Result<bool>>()>;

    EventStream(Services services, Wanted wanted, StillMay still_may);
    ~EventStream() override;
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    Task<Result<std::string>> next() override;

private:
    Task<Result<bool>> is_over();
    Task<Result<std::string>> fresh();
    Task<Result<std::vector<storage::EventStore::Stored>>> untold();
    Milliseconds until_beat() const;

    Services services_;
    Wanted wanted_;
    StillMay still_may_;
    std::shared_ptr<EventFollower> follower_;  // shared with the hub
    std::chrono::nanoseconds end_;
    std::chrono::nanoseconds beat_;   ///< when something must be sent, to see who is still there
    std::chrono::nanoseconds check_;  ///< when the rights are looked at
    bool greeted_ = false;
};

}  // namespace fairlead::api
