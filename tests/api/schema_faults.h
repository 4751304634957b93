// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>
#include <vector>

namespace fairlead::tests {

using Faults = std::vector<std::string>;

/// What is wrong with `value` by a JSON Schema of `document`, as far as our documents use the
/// language: one line each with the place, empty when it fits. An object may have no member that
/// its schema does not name. Throws Failure on a keyword it does not know, so that nothing passes
/// unchecked.
Faults schema_faults(const json::value& value, const json::value& schema,
                     const json::value& document);

}  // namespace fairlead::tests
