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

/// `after`: who comes back with a higher id would miss what was still under way.
std::string text_of_event(storage::EventStore::Stored stored, std::int64_t after) {
    Event& event = stored.event;
    const LiveEvent live{.id = event.id,
                         .type = event.type,
                         .connection_id = event.connection,
                         .data = std::move(event.data),
                         .at = event.at};
    return "id: " + std::to_string(std::min(stored.sequence, after)) + "\nevent: " + live.type +
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

/// What the reader does not have, in order, and not all where there is much.
Task<Result<std::vector<storage::EventStore::Stored>>> EventStream::untold() {
    std::vector<storage::EventStore::Stored> fresh;
    for (std::int64_t from = wanted_.after;;) {
        CO_TRY(auto page, co_await services_.events.list_of_user(wanted_.workspace, wanted_.user,
                                                                 from, most_at_once));
        const bool is_last = std::ssize(page) < most_at_once;
        if (!page.empty()) from = page.back().sequence;
        for (auto& one : page) {
            if (!wanted_.told.contains(one.sequence)) fresh.push_back(std::move(one));
        }
        if (is_last || std::ssize(fresh) >= most_at_once) co_return fresh;
    }
}

Task<Result<std::string>> EventStream::fresh() {
    // Asked first: what becomes visible in between is not passed over.
    std::int64_t settled = services_.hub.settled();
    CO_TRY(auto found, co_await untold());
    if (!found.empty() && found.back().sequence > settled) {
        // The hub is behind, or somebody's transaction is still under way.
        CO_TRY(const auto place, co_await services_.events.place(services_.clock.now()));
        settled = place.settled();
        CO_TRY(found, co_await untold());
    }
    if (std::ssize(found) >= most_at_once) settled = std::min(settled, found.back().sequence);
    wanted_.after = std::max(wanted_.after, settled);
    std::string text;
    for (auto& one : found) {
        wanted_.told.insert(one.sequence);
        text += text_of_event(std::move(one), wanted_.after);
    }
    wanted_.told.erase(wanted_.told.begin(), wanted_.told.upper_bound(wanted_.after));
    co_return text;
}

}  // namespace fairlead::api
