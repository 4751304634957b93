// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace fairlead::catalog {

/// The table that `provider_compiler` made of `providers/` at build time. Lives in a library of its
/// own, `fairlead_builtin_providers`, as the compiler itself is built from this folder.
std::string_view builtin_providers();

}  // namespace fairlead::catalog
