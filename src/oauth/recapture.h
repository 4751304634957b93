// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connection.h"
#include "oauth/captured_vars.h"
#include "oauth/oauth_client.h"

#include <vector>

namespace fairlead::oauth {

/// What a refresh's answer says anew of a connection: where its account lives may move.
struct Recapture {
    Vars vars;                                  ///< those that came and fit
    std::vector<catalog::MetadataField> shown;  ///< metadata that are read from variables
};

/// Takes the variables `from: token` out of a refresh's answer. One that is missing or does not fit
/// is left out, and what was known goes on: the token that came with it must not be lost for it.
Recapture recapture(const OAuthClient& client, const json::value& document,
                    std::string_view access_token);

/// Puts it into the connection. False: nothing is new.
bool apply_recapture(const Recapture& recapture, Connection& connection);

}  // namespace fairlead::oauth
