// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/mutex.h"
#include "model/ids.h"

#include <array>
#include <atomic>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fairlead::audit {

/// What is counted together.
struct Counted {
    const char* what;  ///< a literal
    WorkspaceId workspace;
    ApiKeyId key;  ///< nil: not by a key
    ConnectionId connection;
    Time minute;

    friend bool operator==(const Counted& a, const Counted& b) {
        return a.connection == b.connection && a.key == b.key && a.minute == b.minute &&
               a.workspace == b.workspace && std::string_view{a.what} == b.what;
    }
};

/// Counts that are not written yet. Adding to them takes one short lock of sixteen. Thread-safe.
class AuditCounts {
public:
    struct Entry {
        Counted counted;
        std::int64_t times;
    };

    /// False: there is no room, and nothing was counted.
    bool add(const Counted& counted, std::int64_t times = 1);
    std::vector<Entry> take();
    /// Whether no room for another is left: the store was away for long.
    bool is_full() const { return held_ >= capacity; }

    static constexpr std::size_t capacity = 500'000;  ///< some 80 MB

private:
    struct Hash {
        std::size_t operator()(const Counted& counted) const noexcept;
    };
    using Shard = std::unordered_map<Counted, std::int64_t, Hash>;

    std::array<Mutex<Shard>, 16> shards_;
    std::atomic<std::size_t> held_{0};
};

}  // namespace fairlead::audit
