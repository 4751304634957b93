// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead::tests {

/// What became of a server that was started.
struct ProgramRun {
    int exit_code = -1;     ///< -1: it had to be killed
    bool listened = false;  ///< at any time
    std::string said;       ///< on both outputs

    /// Its first line that begins so; "" where none does.
    std::string line_with(const std::string& start) const;
};

/// Runs a program that would listen on this port of loopback until it ends by itself; one that does
/// listen is told to stop. Throws Failure when it cannot be started.
ProgramRun run_server(const std::vector<std::string>& command, std::uint16_t port);

}  // namespace fairlead::tests
