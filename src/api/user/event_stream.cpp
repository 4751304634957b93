// SPDX-License-Identifier: Apache-2.0
#include "api/user/event_stream.h"

#include "base/async.h"
#include "http/bind.h"

#include <algorithm>

namespace fairlead::api {

/// The `data` of one event.
struct LiveEvent {
    EventId id;
    std::string type;
    std::optional<ConnectionId> connection_id;
    Json data;
    Time at;
};
BOOST_DESCRIBE_STRUCT(LiveEvent, (), (id, type, connection_id, data, at))

namespace {

constexpr std::chrono::seconds heartbeat{10};
constexpr int most_at_once = 100;

std::string text_of_event(storage::EventStore::Stored stored) {
    Event& event = stored.event;
    const LiveEvent live{.id = event.id,
                         .type = event.type,
                         .connection_id = event.connection,
                         .data = std::move(event.data),
                         .at = event.at};
    return "id: " + std::to_string(stored.sequence) + "\nevent: " + live.type +
           "\ndata: " + http::to_json_text(live) + "\n\n";
}

}  // namespace

EventStream::EventStream(storage::EventStore& events, const Clock& clock, Wanted wanted)
    : events_(events), clock_(clock), wanted_(wanted), end_(clock.boottime() + wanted.life) {}

Task<Result<std::string>> EventStream::next() {
    if (!std::exchange(greeted_, true)) {
        beat_ = clock_.boottime() + heartbeat;
        co_return std::string{"retry: 1000\n\n"};
    }
    while (!is_over()) {
        CO_TRY(auto text, co_await fresh());
        if (text.empty() && clock_.boottime() >= beat_) text = ": still here\n\n";
        if (!text.empty()) {
            beat_ = clock_.boottime() + heartbeat;
            co_return text;
        }
        const auto waited = co_await sleep_for(wanted_.poll);
        if (!waited) break;  // the server stops
    }
    co_return std::string{};
}

Task<Result<std::string>> EventStream::fresh() {
    // Asked first: an event that comes in between is in the list as well.
    CO_TRY(const auto newest, co_await events_.last_sequence());
    std::string text;
    if (newest <= wanted_.after) co_return text;
    CO_TRY(auto found, co_await events_.list_of_user(wanted_.workspace, wanted_.user, wanted_.after,
                                                     most_at_once));
    const bool more = std::ssize(found) == most_at_once;
    std::int64_t seen = more ? 0 : newest;
    for (auto& one : found) {
        seen = std::max(seen, one.sequence);
        text += text_of_event(std::move(one));
    }
    wanted_.after = seen;
    co_return text;
}

}  // namespace fairlead::api
