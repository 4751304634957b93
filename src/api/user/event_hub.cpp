// SPDX-License-Identifier: Apache-2.0
#include "api/user/event_hub.h"

#include "base/async.h"

#include <algorithm>
#include <set>

namespace fairlead::api {

namespace {

constexpr int read_at_once = 500;
/// Where nodes tell each other whose rights may have changed.
constexpr const char* recheck_channel = "recheck";
constexpr Milliseconds after_failure{1000};
/// A signal that was lost must not be lost for ever.
constexpr Milliseconds longest_wait{60'000};

}  // namespace

EventHub::EventHub(storage::EventStore& events, storage::CommitSignal& commits, Cache& cache,
                   const Clock& clock, Log& log)
    : events_(events), commits_(commits), cache_(cache), clock_(clock), log_(log) {
    Cache::Listener listener;
    listener.heard = [this](const std::string& user) {
        if (const auto id = UserId::parse(user)) recheck_here(*id);
    };
    listener.missed = [this] { recheck_all(); };
    rechecks_ = cache_.subscribe(recheck_channel, std::move(listener));
    commits_.on_commit([this] { hear(); });
}

EventHub::~EventHub() { commits_.on_commit({}); }

/// On the writer's thread.
void EventHub::hear() {
    if (count_ == 0) {
        stale_ = true;
    } else {
        news_.notify();
    }
}

std::shared_ptr<EventFollower> EventHub::follow(UserId user) {
    const auto follower = std::make_shared<EventFollower>();
    const auto room = room_.lock();
    auto& own = room->followers[user];
    if (own.size() >= most_streams) {
        own.front()->finish(EventFollower::End::replaced);
        own.pop_front();
        --count_;
    }
    own.push_back(follower);
    ++count_;
    if (room->closed) follower->finish(EventFollower::End::closed);
    return follower;
}

void EventHub::leave(UserId user, const std::shared_ptr<EventFollower>& follower) {
    const auto room = room_.lock();
    const auto found = room->followers.find(user);
    if (found == room->followers.end()) return;
    count_ -= std::erase(found->second, follower);
    if (found->second.empty()) room->followers.erase(found);
}

void EventHub::wake(UserId user) {
    const auto room = room_.lock();
    const auto found = room->followers.find(user);
    if (found == room->followers.end()) return;
    for (const auto& follower : found->second) follower->wakeup_.notify();
}

void EventHub::wake_all() {
    const auto room = room_.lock();
    for (const auto& [user, own] : room->followers) {
        for (const auto& follower : own) follower->wakeup_.notify();
    }
}

void EventHub::recheck(UserId user) {
    recheck_here(user);
    cache_.publish(recheck_channel, user.text());
}

void EventHub::recheck_all() {
    const auto room = room_.lock();
    for (const auto& [user, own] : room->followers) {
        for (const auto& follower : own) {
            follower->recheck_ = true;
            follower->wakeup_.notify();
        }
    }
}

void EventHub::recheck_here(UserId user) {
    const auto room = room_.lock();
    const auto found = room->followers.find(user);
    if (found == room->followers.end()) return;
    for (const auto& follower : found->second) {
        follower->recheck_ = true;
        follower->wakeup_.notify();
    }
}

void EventHub::close() {
    const auto room = room_.lock();
    room->closed = true;
    for (const auto& [user, own] : room->followers) {
        for (const auto& follower : own) follower->finish(EventFollower::End::closed);
    }
}

Task<Result<void>> EventHub::run() {
    for (;;) {
        CO_CHECK(co_await news_.wait(longest_wait));
        const auto passed = co_await pass_on();
        if (passed) continue;
        log_.failure("what happened was not passed on to who follows", passed.error());
        stale_ = true;
        CO_CHECK(co_await sleep_for(after_failure));
        news_.notify();
    }
}

Task<Result<void>> EventHub::pass_on() {
    if (stale_.exchange(false)) {
        CO_TRY(place_, co_await events_.place(clock_.now()));
        settled_ = place_.settled();
        wake_all();
        co_return ok();
    }
    for (;;) {
        auto missing = place_.missing(clock_.now());
        CO_TRY(const auto told,
               co_await events_.users_since(place_.newest(), std::move(missing), read_at_once));
        std::set<UserId> users;
        for (const auto& one : told) {
            if (place_.see(one.sequence, clock_.now()) && one.user) users.insert(*one.user);
        }
        settled_ = place_.settled();
        for (const UserId user : users) wake(user);
        if (std::ssize(told) < read_at_once) co_return ok();
    }
}

}  // namespace fairlead::api
