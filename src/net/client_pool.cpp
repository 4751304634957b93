// SPDX-License-Identifier: Apache-2.0
#include "net/client_pool.h"

#include <algorithm>

namespace fairlead::net {
namespace {

constexpr std::size_t most_per_origin = 16;
constexpr std::size_t most_per_loop = 256;
constexpr Seconds longest_unused{20};  // below what most servers and middle boxes allow
constexpr Seconds between_drops{1};

}  // namespace

boost::asio::execution_context::id ClientPool::id;

std::unique_ptr<ClientStream> ClientPool::take(const std::string& origin) {
    drop_old(std::chrono::steady_clock::now());
    const auto found = unused_.find(origin);
    if (found == unused_.end()) return nullptr;
    std::unique_ptr<ClientStream> stream;
    auto& list = found->second;
    while (!stream && !list.empty()) {
        stream = std::move(list.back().stream);
        list.pop_back();
        --count_;
        if (!stream->is_fit_for_reuse()) stream.reset();
    }
    if (list.empty()) unused_.erase(found);
    return stream;
}

void ClientPool::put(const std::string& origin, std::unique_ptr<ClientStream> stream) {
    const Moment now = std::chrono::steady_clock::now();
    drop_old(now);
    if (count_ >= most_per_loop) return;
    auto& list = unused_[origin];
    if (list.size() >= most_per_origin) return;
    list.push_back({std::move(stream), now});
    ++count_;
}

void ClientPool::drop_old(Moment now) {
    if (now - dropped_ < between_drops) return;
    dropped_ = now;
    for (auto at = unused_.begin(); at != unused_.end();) {
        const auto dropped = std::erase_if(
            at->second, [&](const Unused& u) { return now - u.since > longest_unused; });
        count_ -= dropped;
        at = at->second.empty() ? unused_.erase(at) : std::next(at);
    }
}

}  // namespace fairlead::net
