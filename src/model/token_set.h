// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/time.h"
#include "model/ids.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// What a platform hands out: the tokens themselves, in the clear, for as short as possible.
struct TokenSet {
    Secret access;
    Secret refresh;  ///< empty: none came
    std::string token_type = "Bearer";
    std::optional<Seconds> expires_in;  ///< as sent, or the provider's lifetime; none: not known
    std::optional<std::vector<std::string>> scopes;  ///< granted, where the platform says
};

/// Answer of the hot path (SPEC A10).
struct AccessToken {
    Secret token;
    std::string token_type;
    std::optional<Time> expires_at;
    std::vector<std::string> scopes;
    std::int64_t generation = 0;  ///< names this token when asking for a newer one
};

}  // namespace fairlead
