// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace fairlead::tests {

/// A program started by a test, killed by its pid at the end.
class ChildProcess {
public:
    /// `command` begins with the program's path. Throws Failure when it cannot be started.
    explicit ChildProcess(const std::vector<std::string>& command);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// The next line of its standard output that begins with `start`. Throws Failure when the
    /// output ends before, or nothing comes for half a minute.
    std::string line_with(const std::string& start);

    void signal(int signal) const;
    /// Ends it with this signal and waits; answers what waitpid says.
    int end(int signal);

private:
    std::string next_line();

    pid_t pid_ = -1;
    int output_ = -1;
    std::string unread_;
};

}  // namespace fairlead::tests
