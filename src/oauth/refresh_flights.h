// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "base/wakeup.h"
#include "model/ids.h"
#include "oauth/refresh_outcome.h"

#include <chrono>
#include <unordered_map>
#include <vector>

namespace fairlead::oauth {

/// At most one refresh of a connection runs in this process; everybody else who asks for it waits
/// for its outcome. Thread-safe; waiters may be on any loop.
class RefreshFlights {
public:
    using Moment = std::chrono::nanoseconds;  ///< CLOCK_BOOTTIME

    /// Somebody's place among those who wait. Shared by the waiter and the flight.
    class Waiter {
    public:
        /// The outcome, or nothing when `at_most` passed first.
        Task<Result<SharedOutcome>> wait(Milliseconds at_most);

    private:
        friend class RefreshFlights;
        void answer(SharedOutcome outcome);
        Mutex<SharedOutcome> outcome_;
        Wakeup wakeup_;
    };
    using WaiterPtr = std::shared_ptr<Waiter>;

    enum class Role : std::uint8_t { starts, joins };
    struct Joined {
        Role role;
        WaiterPtr waiter;
    };
    /// Joins the connection's flight, or opens one, which the caller must then fly and finish().
    /// `seen` is the generation the caller has: an interim answer that is not newer is no answer.
    Joined join(ConnectionId connection, std::optional<std::int64_t> seen, Moment deadline);

    /// The latest moment until which somebody waits.
    Moment deadline(ConnectionId connection);

    /// Answers those who wait, and those who come, while the flight goes on.
    void publish(ConnectionId connection, SharedOutcome outcome);

    /// Answers those who wait and ends the flight.
    void finish(ConnectionId connection, const SharedOutcome& outcome);

    std::size_t size();

    /// Finishes one flight, once: with what it is told, or with `otherwise` when it goes untold.
    /// Nothing after that touches the connection, which may be in its next flight.
    class Landing {
    public:
        Landing(RefreshFlights& flights, ConnectionId connection, SharedOutcome otherwise)
            : flights_(flights), connection_(connection), otherwise_(std::move(otherwise)) {}
        ~Landing() {
            if (otherwise_) flights_.finish(connection_, otherwise_);
        }
        Landing(const Landing&) = delete;
        Landing& operator=(const Landing&) = delete;

        void land(const SharedOutcome& outcome) {
            otherwise_.reset();
            flights_.finish(connection_, outcome);
        }

    private:
        RefreshFlights& flights_;
        ConnectionId connection_;
        SharedOutcome otherwise_;
    };

private:
    struct Waiting {
        WaiterPtr waiter;
        std::optional<std::int64_t> seen;
    };
    struct Flight {
        Moment deadline{};
        SharedOutcome interim;
        std::vector<Waiting> waiting;
    };
    static bool satisfies(const SharedOutcome& outcome, std::optional<std::int64_t> seen);

    Mutex<std::unordered_map<ConnectionId, Flight>> flights_;
};

}  // namespace fairlead::oauth
