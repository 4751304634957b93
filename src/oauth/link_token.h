// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "model/ids.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead::oauth {

/// What a connect link carries, for the URL: its session's id, which is no secret, and 256 random
/// bits, which are.
std::string new_link_token(ConnectSessionId session, Random& random);

/// What the token's session is stored and found by: its id, so that new rows lie beside each other
/// in the index, then SHA-256 of the whole token. None: no token of ours looks so.
std::optional<std::string> link_token_hash(std::string_view token);

}  // namespace fairlead::oauth
