// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/error_rules.h"
#include "catalog/resource.h"
#include "model/connection.h"
#include "oauth/resource_fetch.h"

#include <optional>
#include <string>

namespace fairlead::oauth {

/// How a fetch ends with a platform's answer of this class. A token that is over was renewed
/// already.
FetchEnd end_for(catalog::ErrorClass error_class);

/// Whose fault it is, and what to do about it. `scopes`: what was asked for needs them.
std::string message_for(FetchEnd end, const catalog::ProviderSpec& provider,
                        const std::vector<std::string>& scopes, const Connection& connection,
                        const std::optional<Seconds>& wait);

}  // namespace fairlead::oauth
