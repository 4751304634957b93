// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/result.h"

#include <source_location>
#include <string>

namespace fairlead::vault {

/// A stored value that does not open, seen from an API; `why` goes to the log.
Error vault_error(std::string why, std::source_location where = std::source_location::current());

/// The same for the operator, who is told at once.
Error keyring_error(std::string what_to_do,
                    std::source_location where = std::source_location::current());

}  // namespace fairlead::vault
