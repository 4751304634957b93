// SPDX-License-Identifier: Apache-2.0
#include "sandbox/held.h"

namespace fairlead::sandbox {

Task<Result<void>> HeldRequests::wait(std::uint64_t request) {
    auto sleeper = std::make_shared<Wakeup>();
    sleepers_.lock()->emplace(request, sleeper);
    auto woken = co_await sleeper->wait(longest);
    sleepers_.lock()->erase(request);
    co_return woken;
}

bool HeldRequests::release(std::uint64_t request) {
    const auto sleepers = sleepers_.lock();
    const auto found = sleepers->find(request);
    if (found == sleepers->end()) return false;
    found->second->notify();
    return true;
}

std::size_t HeldRequests::release_all() {
    const auto sleepers = sleepers_.lock();
    for (auto& [request, sleeper] : *sleepers) sleeper->notify();
    return sleepers->size();
}

std::vector<std::uint64_t> HeldRequests::list() {
    std::vector<std::uint64_t> ids;
    const auto sleepers = sleepers_.lock();
    for (const auto& [request, sleeper] : *sleepers) ids.push_back(request);
    return ids;
}

}  // namespace fairlead::sandbox
