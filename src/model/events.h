// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "model/ids.h"

#include <optional>
#include <string>

namespace fairlead {

/// Something others may want to know: an outbox row, written in the transaction that made it true.
/// Types: connection.created, connection.reconnected, connection.refreshed, connection.expired,
/// connection.disconnected, notice.raised, notice.cleared, settings.changed.
struct Event {
    EventId id;
    WorkspaceId workspace = default_workspace;
    std::optional<UserId> user;
    std::string type;
    std::optional<ConnectionId> connection;
    Json data;
    Time at{};
};

/// "Please reconnect your account": one per connection and cause (SPEC A8).
struct Notice {
    NoticeId id;
    WorkspaceId workspace = default_workspace;
    UserId user;
    ConnectionId connection;
    std::string cause;    ///< a ConnectionReason
    std::string message;  ///< for the user
    Time created_at{};
};

}  // namespace fairlead
