// SPDX-License-Identifier: Apache-2.0
#include "net/client_pool.h"

#include <algorithm>

namespace fairlead::net {
namespace {

constexpr std::size_t most_per_origin = 64;  // what a sweep has under way with one platform
constexpr std::size_t most_per_loop = 256;
constexpr Seconds longest_unused{20};  // below what most servers and middle boxes allow
constexpr Seconds recently{1};
constexpr Seconds longest_suspicion{600};
constexpr std::size_t most_suspects = 256;
constexpr Seconds between_drops{1};
constexpr std::size_t most_sessions = 256;
constexpr Seconds longest_session{600};  // since its certificate was verified

bool is_over(const TlsSession& session) {
    return std::chrono::steady_clock::now() - session.verified > longest_session;
}

}  // namespace

boost::asio::execution_context::id ClientPool::id;

std::unique_ptr<ClientStream> ClientPool::take(const std::string& origin, Unused wanted,
                                               Moment now) {
    drop_old(now);
    const auto found = unused_.find(origin);
    if (found == unused_.end()) return nullptr;
    std::unique_ptr<ClientStream> stream;
    auto& list = found->second;
    while (!stream && !list.empty()) {
        const bool is_recent = now - list.back().answered < recently;
        const bool will_do = is_recent && !hung_up_of_late(origin, now);
        if (wanted == Unused::recent && !will_do) break;
        stream = std::move(list.back().stream);
        list.pop_back();
        --count_;
        if (stream->is_fit_for_reuse()) continue;
        stream.reset();
        if (is_recent) note_hang_up(origin, now);
    }
    if (list.empty()) unused_.erase(found);
    return stream;
}

void ClientPool::note_hang_up(const std::string& origin, Moment now) {
    if (hang_ups_.size() >= most_suspects && !hang_ups_.contains(origin)) {
        const auto first = std::min_element(
            hang_ups_.begin(), hang_ups_.end(),
            [](const auto& one, const auto& other) { return one.second < other.second; });
        hang_ups_.erase(first);
    }
    hang_ups_[origin] = now;
}

bool ClientPool::hung_up_of_late(const std::string& origin, Moment now) const {
    const auto found = hang_ups_.find(origin);
    return found != hang_ups_.end() && now - found->second < longest_suspicion;
}

void ClientPool::put(const std::string& origin, std::unique_ptr<ClientStream> stream,
                     Moment answered) {
    drop_old(answered);
    if (count_ >= most_per_loop) return;
    auto& list = unused_[origin];
    if (list.size() >= most_per_origin) return;
    list.push_back({std::move(stream), answered});
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
            at->second, [&](const Kept& kept) { return now - kept.answered > longest_unused; });
        count_ -= dropped;
        at = at->second.empty() ? unused_.erase(at) : std::next(at);
    }
}

}  // namespace fairlead::net
