// SPDX-License-Identifier: Apache-2.0
#include "api/user/event_stream.h"

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

constexpr std::chrono::seconds heartbeat{20};
constexpr int most_at_once = 100;
/// Who comes back at once would only end the next of the user's streams.
constexpr const char* farewell = "retry: 60000\nevent: stream.replaced\ndata: {}\n\n";

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

EventStream::EventStream(Services services, Wanted wanted, StillMay still_may)
    : services_(services),
      wanted_(wanted),
      still_may_(std::move(still_may)),
      follower_(services.hub.follow(wanted.user)),
      end_(services.clock.boottime() + wanted.life),
      beat_(services.clock.boottime() + heartbeat),
      check_(beat_) {}

EventStream::~EventStream() { services_.hub.leave(wanted_.user, follower_); }

Task<Result<std::string>> EventStream::next() {
    if (!std::exchange(greeted_, true)) co_return std::string{"retry: 1000\n\n"};
    for (;;) {
        CO_TRY(const bool over, co_await is_over());
        if (over) co_return std::string{};
        if (follower_->end() == EventFollower::End::replaced) {
            end_ = services_.clock.boottime();
            co_return std::string{farewell};
        }
        CO_TRY(auto text, co_await fresh());
        if (text.empty() && services_.clock.boottime() >= beat_) text = ": still here\n\n";
        if (!text.empty()) {
            beat_ = services_.clock.boottime() + heartbeat;
            co_return text;
        }
        const auto waited = co_await follower_->wait(until_beat());
        if (!waited) co_return std::string{};  // the server stops
    }
}

Task<Result<bool>> EventStream::is_over() {
    const auto now = services_.clock.boottime();
    if (now >= end_ || follower_->end() == EventFollower::End::closed) co_return true;
    const bool asked = follower_->take_recheck();
    if (!asked && now < check_) co_return false;
    check_ = now + heartbeat;
    CO_TRY(const bool may, co_await still_may_());
    co_return !may;
}

Milliseconds EventStream::until_beat() const {
    const auto next = std::min({beat_, check_, end_}) - services_.clock.boottime();
    return std::max(std::chrono::ceil<Milliseconds>(next), Milliseconds{1});
}

Task<Result<std::string>> EventStream::fresh() {
    // Asked first: an event that comes in between is in the list as well.
    CO_TRY(const auto newest, co_await services_.events.last_sequence());
    std::string text;
    if (newest <= wanted_.after) co_return text;
    CO_TRY(auto found, co_await services_.events.list_of_user(wanted_.workspace, wanted_.user,
                                                              wanted_.after, most_at_once));
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
