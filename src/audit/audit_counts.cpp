// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_counts.h"

#include <utility>

namespace fairlead::audit {

std::size_t AuditCounts::Hash::operator()(const Counted& counted) const noexcept {
    constexpr std::size_t spread = 0x9e3779b97f4a7c15ULL;
    const std::size_t hash = std::hash<ApiKeyId>{}(counted.key);
    return hash * spread + static_cast<std::size_t>(to_unix_ms(counted.minute));
}

bool AuditCounts::add(const Counted& counted, ConnectionId connection) {
    if (held_.fetch_add(1, std::memory_order_relaxed) >= capacity) {
        held_.fetch_sub(1, std::memory_order_relaxed);
        return false;
    }
    // An id ends in random bits.
    const auto shard = shards_[connection.value.bytes.back() % shards_.size()].lock();
    (*shard)[counted].push_back(connection);
    return true;
}

std::vector<AuditCounts::Batch> AuditCounts::take() {
    std::vector<Batch> taken;
    for (auto& shard : shards_) {
        Shard counts = std::exchange(*shard.lock(), {});
        for (auto& [counted, connections] : counts) {
            held_ -= connections.size();
            taken.push_back({counted, std::move(connections)});
        }
    }
    return taken;
}

void AuditCounts::put_back(Batch batch) {
    if (batch.connections.empty()) return;
    held_ += batch.connections.size();
    const auto shard = shards_.front().lock();
    auto& connections = (*shard)[batch.counted];
    connections.insert(connections.end(), batch.connections.begin(), batch.connections.end());
}

}  // namespace fairlead::audit
