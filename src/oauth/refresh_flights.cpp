// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_flights.h"

#include <algorithm>

namespace fairlead::oauth {

Task<Result<SharedOutcome>> RefreshFlights::Waiter::wait(Milliseconds at_most) {
    CO_CHECK(co_await wakeup_.wait(at_most));
    co_return *outcome_.lock();
}

void RefreshFlights::Waiter::answer(SharedOutcome outcome) {
    *outcome_.lock() = std::move(outcome);
    wakeup_.notify();
}

bool RefreshFlights::satisfies(const SharedOutcome& outcome, std::optional<std::int64_t> seen) {
    if (!outcome || !seen) return outcome != nullptr;
    const auto* token = token_of(*outcome);
    return !token || token->generation > *seen;
}

RefreshFlights::Joined RefreshFlights::join(ConnectionId connection,
                                            std::optional<std::int64_t> seen, Moment deadline) {
    auto waiter = std::make_shared<Waiter>();
    const auto flights = flights_.lock();
    const auto [found, opened] = flights->try_emplace(connection);
    auto& flight = found->second;
    flight.deadline = std::max(flight.deadline, deadline);
    if (satisfies(flight.interim, seen))
        waiter->answer(flight.interim);
    else
        flight.waiting.push_back({waiter, seen});
    return {opened ? Role::starts : Role::joins, std::move(waiter)};
}

RefreshFlights::Moment RefreshFlights::deadline(ConnectionId connection) {
    const auto flights = flights_.lock();
    const auto found = flights->find(connection);
    return found == flights->end() ? Moment{0} : found->second.deadline;
}

void RefreshFlights::publish(ConnectionId connection, SharedOutcome outcome) {
    const auto flights = flights_.lock();
    const auto found = flights->find(connection);
    if (found == flights->end()) return;
    auto& flight = found->second;
    flight.interim = std::move(outcome);
    std::erase_if(flight.waiting, [&](const Waiting& one) {
        if (!satisfies(flight.interim, one.seen)) return false;
        one.waiter->answer(flight.interim);
        return true;
    });
}

void RefreshFlights::finish(ConnectionId connection, const SharedOutcome& outcome) {
    Flight flight;
    {
        const auto flights = flights_.lock();
        const auto found = flights->find(connection);
        if (found == flights->end()) return;
        flight = std::move(found->second);
        flights->erase(found);
    }
    for (const auto& one : flight.waiting) one.waiter->answer(outcome);
}

std::size_t RefreshFlights::size() { return flights_.lock()->size(); }

}  // namespace fairlead::oauth
