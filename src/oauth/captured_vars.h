// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "catalog/provider_spec.h"
#include "net/http_message.h"

#include <map>
#include <string>

namespace fairlead::oauth {

using Vars = std::map<std::string, std::string>;

/// Per-connection variables that the platform brings (data centre, instance URL): added to `vars`,
/// each checked as the provider's file says before it may enter a URL. `provider_failed` names the
/// one that is missing or does not fit.
Result<void> capture_from_callback(const catalog::AuthMethod& method, const net::Pairs& parameters,
                                   Vars& vars);
Result<void> capture_from_token(const catalog::AuthMethod& method, const json::value& document,
                                std::string_view access_token, Vars& vars);
/// Those of the calls before the token's (`at: step1/…`): of the answer number `number`.
Result<void> capture_from_answer(const catalog::AuthMethod& method, std::size_t number,
                                 const json::value& document, Vars& vars);
Result<void> capture_from_exchange(const catalog::AuthMethod& method, const json::value& document,
                                   Vars& vars);

}  // namespace fairlead::oauth
