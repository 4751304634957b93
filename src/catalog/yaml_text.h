// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>

namespace fairlead::catalog {

/// A JSON object as YAML for people, which `parse_yaml` reads as the same value; an integer too
/// large for 64 signed bits comes back as a real number. Lists of nothing but scalars stay on one
/// line.
std::string yaml_text(const json::object& document);

}  // namespace fairlead::catalog
