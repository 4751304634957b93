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
    Time minute;

    friend bool operator==(const Counted& a, const Counted& b) {
        return a.key == b.key && a.minute == b.minute && a.workspace == b.workspace &&
               std::string_view{a.what} == b.what;
    }
};

/// Counts that are not written yet: each is one more connection in a list, because the hot path
/// adds them and nobody but the audit reads them. One short lock of sixteen. Thread-safe.
class AuditCounts {
public:
    struct Batch {
        Counted counted;
        std::vector<ConnectionId> connections;  ///< one for each time
    };

    /// False: there is no room, and nothing was counted.
    bool add(const Counted& counted, ConnectionId connection);
    std::vector<Batch> take();
    /// Gives back what could not be written, past the limit.
    void put_back(Batch batch);

    static constexpr std::size_t capacity = 500'000;  ///< 8 MB

private:
    struct Hash {
        std::size_t operator()(const Counted& counted) const noexcept;
    };
    using Shard = std::unordered_map<Counted, std::vector<ConnectionId>, Hash>;

    std::array<Mutex<Shard>, 16> shards_;
    std::atomic<std::size_t> held_{0};
};

}  // namespace fairlead::audit
