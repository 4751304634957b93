// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "model/user.h"
#include "net/body_stream.h"
#include "storage/event_store.h"

namespace fairlead::api {

/// A user's events as they happen, as server-sent events (WHATWG HTML 9.2). The browser comes back
/// by itself when the stream has ended, and proves anew who it is: so rights that were taken away
/// end with the stream at the latest.
class EventStream final : public net::BodyStream {
public:
    struct Wanted {
        WorkspaceId workspace;
        UserId user;
        std::int64_t after = 0;  ///< sequence of the last event the reader has
        Milliseconds life{25'000};
        Milliseconds poll{1'000};  ///< how long an event waits at most
    };

    EventStream(storage::EventStore& events, const Clock& clock, Wanted wanted);

    Task<Result<std::string>> next() override;

private:
    Task<Result<std::string>> fresh();
    bool is_over() const { return clock_.boottime() >= end_; }

    storage::EventStore& events_;
    const Clock& clock_;
    Wanted wanted_;
    std::chrono::nanoseconds end_;
    std::chrono::nanoseconds beat_{};  ///< when something must be sent, to see who is still there
    bool greeted_ = false;
};

}  // namespace fairlead::api
