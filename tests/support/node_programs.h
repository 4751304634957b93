// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "support/child_process.h"

#include <memory>
#include <string>

namespace fairlead::tests {

/// The folder of the tests. CMake gives it: they run from any folder.
std::string tests_folder();

/// A program of tests/node/ that listens, and the line of JSON that it printed then.
struct NodeProgram {
    std::unique_ptr<ChildProcess> process;
    json::value said;
};

/// Starts tests/node/`script` with its options. Throws Failure when it does not come to listen.
NodeProgram start_node(const std::string& script, const json::object& options);

}  // namespace fairlead::tests
