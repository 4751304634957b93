// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

#include <memory>

namespace fairlead::cli {

/// Runs administrative commands (`app::Administration`) in the server that holds the data directory
/// or, where none runs, in this process.
class Administrator {
public:
    static Result<std::unique_ptr<Administrator>> open(const Arguments& arguments);
    ~Administrator();
    Administrator(const Administrator&) = delete;
    Administrator& operator=(const Administrator&) = delete;

    /// What the command answers. `options` are its arguments, by name.
    Result<std::string> ask(const char* command, const std::map<std::string, std::string>& options);

private:
    struct Server;
    struct Here;
    Administrator();
    Result<std::string> ask_here(const char* command,
                                 const std::map<std::string, std::string>& options);

    app::Settings settings_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<Here> here_;
};

/// Runs one command with the options as its arguments, and prints what it answers.
int administer(const char* command, const Arguments& arguments);

}  // namespace fairlead::cli
