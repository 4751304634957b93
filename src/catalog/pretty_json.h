// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>

namespace fairlead::catalog {

/// JSON for people and diffs: two blanks a level, a line a member, a last newline. Lists without
/// lists or maps in them stay on one line.
std::string pretty_json(const json::value& value);

}  // namespace fairlead::catalog
