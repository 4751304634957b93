// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>
#include <string_view>

namespace fairlead::catalog {

/// Where the sandbox has what a platform has at an https URL: the platform's host becomes the
/// first segment behind the sandbox's origin, also where a variable brings it. Anything else, and
/// what is on loopback, is left as it is.
std::string sandboxed_url(std::string_view url, std::string_view origin);

/// The same for every address that a resolved provider calls or sends people to. Scopes, parameters
/// and words stay, whatever they look like.
void point_at_sandbox(json::object& document, std::string_view origin);

}  // namespace fairlead::catalog
