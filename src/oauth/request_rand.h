// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"

#include <string>

namespace fairlead::oauth {

/// What `{rand}` in a request's template stands for: 128 bits, drawn anew for each request.
inline std::string draw_rand(Random& random) { return random.base64url(16); }

}  // namespace fairlead::oauth
