// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fairlead::tests {

/// Node of scripts/install, and the folder of the tests, in which the programs for it lie. CMake
/// gives both: the tests run from any folder.
inline const std::string node = FAIRLEAD_TESTS_NODE;
inline const std::string source = FAIRLEAD_TESTS_SOURCE;

}  // namespace fairlead::tests
