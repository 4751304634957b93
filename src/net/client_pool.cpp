// SPDX-License-Identifier: Apache-2.0
#include "net/client_pool.h"

#include <algorithm>

namespace fairlead::net {
namespace {

constexpr std::size_t most_per_origin = 16;
constexpr std::size_t most_per_loop = 256;
constexpr Seconds longest_unused{20};  // below what most servers and middle boxes allow
constexpr Seconds between_drops{1};
constexpr std::size_t most_sessions = 256;
constexpr Seconds longest_session{600};  // since its certificate was verified

bool is_over(const TlsSession& session) {
    return std::chrono::steady_clock::now() - session.verified > longest_session;
}

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

std::optional<TlsSession> ClientPool::find_session(const std::string& origin) const {
    const auto found = sessions_.find(origin);
    if (found == sessions_.end() || is_over(found->second)) return std::nullopt;
    return found->second;
}

void ClientPool::keep_session(const std::string& origin, TlsSession session) {
    if (!sessions_.contains(origin) && sessions_.size() >= most_sessions) {
        std::erase_if(sessions_, [](const auto& kept) { return is_over(kept.second); });
        if (sessions_.size() >= most_sessions) return;  // a full handshake then
    }
    sessions_[origin] = std::move(session);
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
