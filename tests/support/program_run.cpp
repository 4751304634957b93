// SPDX-License-Identifier: Apache-2.0
#include "support/program_run.h"

#include "base/temporary_directory.h"
#include "base/text.h"
#include "support/http_caller.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

extern char** environ;

namespace fairlead::tests {
namespace {

constexpr auto pause_between_looks = std::chrono::milliseconds{20};
constexpr int most_looks = 3000;  // a minute

bool is_listening(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int failed =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::close(socket);
    return failed == 0;
}

pid_t start(const std::vector<std::string>& command, const std::string& output) {
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t child = -1;
    const int failed =
        posix_spawn(&child, command.front().c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw Failure{"cannot start " + command.front()};
    return child;
}

}  // namespace

std::string ProgramRun::line_with(const std::string& start) const {
    for (const std::string& line : split(said, '\n')) {
        if (line.starts_with(start)) return line;
    }
    return {};
}

ProgramRun run_server(const std::vector<std::string>& command, std::uint16_t port) {
    const TemporaryDirectory directory;
    const std::string output = directory.file("output");
    const pid_t child = start(command, output);
    ProgramRun run;
    int status = 0;
    bool ended = false;
    for (int look = 0; look < most_looks && !ended; ++look) {
        ended = ::waitpid(child, &status, WNOHANG) == child;
        if (!run.listened && is_listening(port)) {
            run.listened = true;
            ::kill(child, SIGTERM);
        }
        if (!ended) std::this_thread::sleep_for(pause_between_looks);
    }
    if (!ended) {
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
    }
    if (ended && WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
    std::ifstream file{output};
    run.said.assign(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    return run;
}

}  // namespace fairlead::tests
