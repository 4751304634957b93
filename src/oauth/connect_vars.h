// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/captured_vars.h"
#include "oauth/oauth_client.h"

#include <vector>

namespace fairlead::oauth {

/// What is wrong with the variables that a person gave, each at `/vars/<name>`: one that nobody asks
/// for, or that does not fit.
std::vector<Fault> faults_of_given(const catalog::AuthMethod& method, const Vars& given);

/// The same, and what is missing; fills what has a default.
std::vector<Fault> complete_vars(const OAuthClient& client, Vars& vars);

}  // namespace fairlead::oauth
