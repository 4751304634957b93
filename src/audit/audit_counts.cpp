// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_counts.h"

#include <utility>

namespace fairlead::audit {

std::size_t AuditCounts::Hash::operator()(const Counted& counted) const noexcept {
    constexpr std::size_t spread = 0x9e3779b97f4a7c15ULL;
    std::size_t hash = std::hash<ConnectionId>{}(counted.connection);
    hash = hash * spread + std::hash<ApiKeyId>{}(counted.key);
    hash = hash * spread + static_cast<std::size_t>(to_unix_ms(counted.minute));
    return hash * spread + std::hash<std::string_view>{}(counted.what);
}

bool AuditCounts::add(const Counted& counted, std::int64_t times) {
    const std::size_t hash = Hash{}(counted);
    const auto shard = shards_[(hash >> 32) % shards_.size()].lock();
    const auto known = shard->find(counted);
    if (known != shard->end()) {
        known->second += times;
        return true;
    }
    if (is_full()) return false;
    ++held_;
    shard->emplace(counted, times);
    return true;
}

std::vector<AuditCounts::Entry> AuditCounts::take() {
    std::vector<Entry> taken;
    for (auto& shard : shards_) {
        const Shard counts = std::exchange(*shard.lock(), {});
        held_ -= counts.size();
        for (const auto& [counted, times] : counts) taken.push_back({counted, times});
    }
    return taken;
}

}  // namespace fairlead::audit
