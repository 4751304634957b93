// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "catalog/faults.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

/// A provider file as JSON, and where each node of it stands.
struct YamlDocument {
    json::value root;
    Positions positions;
    std::vector<FileFault> faults;  ///< not empty: `root` is not to be used
};

/// Reads YAML 1.2 core: plain `off` and `5xx` are strings. `file` is what messages call it.
/// Faults: syntax, a key twice in one map, keys that are no text, documents too large or deep.
YamlDocument parse_yaml(std::string_view text, const std::string& file);

}  // namespace fairlead::catalog
