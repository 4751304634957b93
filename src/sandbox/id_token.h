// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/realm.h"

#include <string_view>

namespace fairlead::sandbox {

/// Adds `id_token` (OpenID Connect Core section 2) to a token answer. `flaw` makes it one that no
/// client may accept: missing, none, signature, issuer, audience, expired, nonce.
void add_id_token(Realm& realm, const Family& family, std::string_view flaw,
                  json::object& document);

}  // namespace fairlead::sandbox
