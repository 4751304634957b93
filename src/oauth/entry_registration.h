// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"
#include "oauth/oauth_client.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// For tests: what the platform of an entry answers before a consent can begin, where it registers
/// its clients itself: its descriptions, if they are looked for, and a client. None: the call is
/// about something else. `bound`: the entry's variables. What a registration does not say as it
/// must goes to `complaints`.
std::optional<net::Exchange> registration_answer(const OAuthClient& own,
                                                 const catalog::Bindings& bound,
                                                 const net::ClientRequest& request,
                                                 std::vector<std::string>& complaints);

}  // namespace fairlead::oauth
