// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/wakeup.h"
#include "model/cache.h"
#include "model/ids.h"
#include "storage/commit_signal.h"
#include "storage/event_store.h"

#include <atomic>
#include <deque>
#include <map>
#include <memory>

namespace fairlead::api {

/// A stream's ear at the hub. Thread-safe; one waits.
class EventFollower {
public:
    enum class End : std::uint8_t {
        none,
        replaced,  ///< the user has begun too many others since
        closed,    ///< the server stops
    };

    /// Until the user has something new, this must end or look at its rights, or `at_most`.
    Task<Result<void>> wait(Milliseconds at_most) { return wakeup_.wait(at_most); }
    End end() const { return end_; }
    /// Whether the user's rights may have changed since this was asked before.
    bool take_recheck() { return recheck_.exchange(false); }

private:
    friend class EventHub;
    void finish(End end) {
        end_ = end;
        wakeup_.notify();
    }

    Wakeup wakeup_;
    std::atomic<End> end_{End::none};
    std::atomic<bool> recheck_{false};
};

/// Wakes the streams of a user when an event of theirs was committed: one look at the outbox per
/// commit serves them all, and none while nobody follows. What happened is for each stream to read
/// (it may be behind). Thread-safe.
class EventHub {
public:
    /// Of one user. Browsers open six connections to a host, and the page needs one for the rest.
    static constexpr std::size_t most_streams = 5;

    EventHub(storage::EventStore& events, storage::CommitSignal& commits, Cache& cache,
             const Clock& clock, Log& log);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// From now on. Where the user has `most_streams` already, the oldest one ends. A shared
    /// pointer, because the hub may call while the stream goes away.
    std::shared_ptr<EventFollower> follow(UserId user);
    void leave(UserId user, const std::shared_ptr<EventFollower>& follower);

    /// The user's rights may have changed: their streams look at once, on every node.
    void recheck(UserId user);
    /// The outbox is complete up to here for whoever reads it from now on; 0 while nobody followed.
    std::int64_t settled() const { return settled_; }
    /// Ends every stream, and those that begin later at once.
    void close();

    /// Passes on what is committed, until cancelled.
    Task<Result<void>> run();

private:
    struct Room {
        std::map<UserId, std::deque<std::shared_ptr<EventFollower>>> followers;
        bool closed = false;
    };
    void hear();
    void recheck_here(UserId user);
    void recheck_all();
    void wake(UserId user);
    void wake_all();
    Task<Result<void>> pass_on();

    storage::EventStore& events_;
    storage::CommitSignal& commits_;
    Cache& cache_;
    const Clock& clock_;
    Log& log_;
    Wakeup news_;
    Mutex<Room> room_;
    std::atomic<std::size_t> count_{0};
    /// Commits went by while nobody followed: `place_` is old.
    std::atomic<bool> stale_{true};
    storage::OutboxPlace place_;  ///< run()'s own
    std::atomic<std::int64_t> settled_{0};
    std::unique_ptr<Cache::Subscription> rechecks_;
};

}  // namespace fairlead::api
