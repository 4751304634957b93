// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::oauth {

/// Whether users may be sent to `url` after connecting (SPEC A1, security.md 15): an absolute URL
/// in canonical form, its origin one of `origins` exactly. Refused: userinfo, fragment, `//` in the
/// path, backslashes, encodings of slash, backslash, dot and control characters, another scheme,
/// another spelling of the origin. `invalid`, with a fault at /redirectUrl.
Result<void> check_redirect_url(std::string_view url, const std::vector<std::string>& origins);

/// The origin of a configured base URL; empty where it is none.
std::string origin_of(std::string_view base_url);

}  // namespace fairlead::oauth
