// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"

#include <functional>
#include <map>
#include <string>

namespace fairlead::app {

/// What an operator does from the command line to the data of a server: in the server that holds
/// it, through the admin listener, or in the command's own process where none runs. Thread-safe
/// once filled.
class Administration {
public:
    using Arguments = std::map<std::string, std::string>;  ///< by option name
    /// Answers what the operator reads, lines without a last newline.
    using Command = std::function<Task<Result<std::string>>(Arguments)>;

    void add(std::string name, Command command);

    /// `not_found` for a name that is none. Every run is an audit event of the command itself.
    Task<Result<std::string>> run(std::string name, Arguments arguments);

private:
    std::map<std::string, Command> commands_;
};

}  // namespace fairlead::app
