// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/connection.h"
#include "model/token_set.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace fairlead::oauth {

/// There is a newer token than the one the caller had.
struct Refreshed {
    AccessToken token;
};

/// The refresh did not happen, but the present access token still serves.
struct StillGood {
    AccessToken token;
    Error why;
};

/// Only the user's new consent helps.
struct ReconnectRequired {
    ConnectionReason reason = ConnectionReason::dead_refresh_token;
    std::string message;  ///< for the user
};

/// A refresh got no answer, and nothing may be sent yet.
struct OutcomeUnknown {
    std::optional<AccessToken> token;  ///< the present one, while it serves
    std::optional<Time> next_try;      ///< database time; none: the next 401
};

/// It cannot be done now; the connection is as it was. `error.retry_after` says when to ask again.
struct RefreshFailed {
    Error error;
};

using RefreshOutcome =
    std::variant<Refreshed, StillGood, ReconnectRequired, OutcomeUnknown, RefreshFailed>;

/// Shared by everybody who waited for the same call.
using SharedOutcome = std::shared_ptr<const RefreshOutcome>;

inline SharedOutcome share(RefreshOutcome outcome) {
    return std::make_shared<const RefreshOutcome>(std::move(outcome));
}

/// A copy for one more caller.
AccessToken duplicate(const AccessToken& token);

/// The usable token in an outcome, if it has one.
const AccessToken* token_of(const RefreshOutcome& outcome);

/// For logs and metrics.
const char* name_of(const RefreshOutcome& outcome);

}  // namespace fairlead::oauth
