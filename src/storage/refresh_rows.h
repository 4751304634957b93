// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "model/ids.h"

#include <cstdint>
#include <optional>
#include <string>

namespace fairlead::storage {

/// One start of one node: the node's id lives in its journal, the boot is random per start.
struct NodeBoot {
    Uuid node;
    Uuid boot;
    friend bool operator==(const NodeBoot&, const NodeBoot&) = default;
};

/// The one row per connection that every transaction of the refresh protocol locks first. Its
/// numbers never go back, and it outlives a disconnect.
struct Guard {
    std::int64_t consent = 0;     ///< of the user's grant: +1 on connect, reconnect, disconnect
    std::int64_t generation = 0;  ///< of the stored token: +1 on every write
    std::int64_t epoch = 0;       ///< +1 with every lease taken or spent
    bool refused = false;         ///< the platform refused this generation: never present it again

    struct Lease {
        AttemptId attempt;
        NodeBoot holder;
        Time until{};  ///< database time
    };
    std::optional<Lease> lease;
    std::optional<std::string> journal_key;  ///< sealed by the vault; none when disconnected
    std::int64_t failures = 0;               ///< refreshes that failed since the last success
    std::int64_t unchanged = 0;  ///< successes in a row that brought no new refresh token
    Time now{};                  ///< database time when the row was locked
};

enum class AttemptState : std::uint8_t { open, unknown, spare };

/// One intended call, and the ticket to act on its answer.
struct Attempt {
    AttemptId id;
    WorkspaceId workspace;
    ConnectionId connection;
    std::int64_t consent = 0;
    std::int64_t generation = 0;
    NodeBoot holder;
    AttemptState state = AttemptState::open;
    Time started{};      ///< database time
    std::string result;  ///< sealed; only of a spare
};

/// A connection's tokens as they are stored.
struct SealedTokens {
    WorkspaceId workspace;
    ConnectionId connection;
    std::int64_t consent = 0;
    std::int64_t generation = 0;
    std::string access_sealed;
    std::optional<std::string> refresh_sealed;
    std::string token_type = "Bearer";
    std::optional<Time> access_expires;  ///< database time
    Milliseconds access_lifetime{0};     ///< zero: not known
    Time written_at{};                   ///< database time; answered, not written
};

}  // namespace fairlead::storage
