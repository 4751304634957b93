// SPDX-License-Identifier: Apache-2.0
#include "support/child_process.h"

#include "support/http_caller.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>

extern char** environ;

namespace fairlead::tests {

ChildProcess::ChildProcess(const std::vector<std::string>& command) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw Failure{"no pipe"};
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    const int failed =
        posix_spawn(&pid_, command.front().c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    output_ = pipe[0];
    if (failed != 0) {
        pid_ = -1;
        throw Failure{"cannot start " + command.front()};
    }
}

ChildProcess::~ChildProcess() {
    end(SIGKILL);
    ::close(output_);
}

void ChildProcess::signal(int signal) const {
    if (pid_ > 0) ::kill(pid_, signal);
}

int ChildProcess::end(int signal) {
    int status = 0;
    if (pid_ <= 0) return status;
    ::kill(pid_, signal);
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return status;
}

std::string ChildProcess::line_with(const std::string& start) {
    while (true) {
        std::string line = next_line();
        if (line.starts_with(start)) return line;
    }
}

std::string ChildProcess::next_line() {
    std::size_t end = unread_.find('\n');
    while (end == std::string::npos) {
        pollfd wait{output_, POLLIN, 0};
        std::array<char, 4096> bytes;
        const bool ready = ::poll(&wait, 1, 30000) == 1;
        const auto size = ready ? ::read(output_, bytes.data(), bytes.size()) : 0;
        if (size <= 0) throw Failure{"the program said nothing more: " + unread_};
        unread_.append(bytes.data(), static_cast<std::size_t>(size));
        end = unread_.find('\n');
    }
    std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return line;
}

}  // namespace fairlead::tests
