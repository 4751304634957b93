// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include <string_view>

namespace fairlead {

/// Whether a text certainly stays as it is, both when it is scrubbed and as a JSON string: ASCII
/// without blanks, quotes and the signs between a name and its value, and no word that begins like
/// a token. One look at each byte; what is not quiet may be harmless all the same.
bool is_quiet(std::string_view text);

}  // namespace fairlead
