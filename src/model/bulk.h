// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "model/ids.h"

#include <cstdint>
#include <optional>
#include <string>

namespace fairlead {

using BulkId = Id<struct BulkTag>;
using BulkItemId = Id<struct BulkItemTag>;

enum class BulkAction : std::uint8_t { link, refresh, disconnect };

/// One thing done to many connections, in the background (SPEC A13): how far it is.
struct Bulk {
    BulkId id;
    WorkspaceId workspace = default_workspace;
    std::optional<UserId> user;  ///< whose connections alone; none: everybody's of the workspace
    BulkAction action = BulkAction::refresh;
    Json terms;               ///< who asked, and with what wish; no secret
    std::int64_t total = 0;   ///< 1 to 1 000
    std::int64_t done = 0;    ///< so many have a result
    std::int64_t failed = 0;  ///< of those
    bool is_stopped = false;  ///< somebody wanted no more of it: the rest fails
    Time created_at{};
    std::optional<Time> finished_at;  ///< set with the last result
};

/// One of the many.
struct BulkItem {
    BulkItemId id;
    std::int64_t position = 0;   ///< from zero, in the order of the request
    Json ask;                    ///< what is to be done; no secret
    std::optional<Json> result;  ///< none: it waits
    std::string sealed_url;      ///< a link's; empty: none
};

}  // namespace fairlead
