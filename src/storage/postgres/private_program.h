// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/assert.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <string>
#include <vector>

namespace fairlead::storage {

/// For tests: a server of Debian's packages as a child, which ends with us at the latest. Those
/// around PostgreSQL refuse root, so they run as the package's user then.
class PrivateProgram {
public:
    /// `words` begins with the program's path; what it prints goes to the end of `log`.
    PrivateProgram(std::vector<std::string> words, const std::string& log) {
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const passwd* const user = package_user();
        child_ = ::fork();
        FAIRLEAD_ASSERT(child_ >= 0);
        if (child_ > 0) return;
        if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) {
            ::_exit(126);
        }
        // After the change of user, which would clear it.
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(output, STDOUT_FILENO);
        ::dup2(output, STDERR_FILENO);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    ~PrivateProgram() { end(SIGINT); }
    PrivateProgram(const PrivateProgram&) = delete;
    PrivateProgram& operator=(const PrivateProgram&) = delete;

    /// Until it ends; answers what waitpid says, and 0 once more.
    int wait() {
        int status = 0;
        if (child_ > 0) ::waitpid(child_, &status, 0);
        child_ = -1;
        return status;
    }
    void end(int signal) {
        if (child_ > 0) ::kill(child_, signal);
        wait();
    }

    /// Makes a file or a directory such a program's own.
    static void hand_over(const std::string& path) {
        const passwd* const user = package_user();
        if (user == nullptr) return;
        FAIRLEAD_ASSERT(::chown(path.c_str(), user->pw_uid, user->pw_gid) == 0);
    }

private:
    /// nullptr: they may run as we do.
    static const passwd* package_user() {
        if (::geteuid() != 0) return nullptr;
        const passwd* const user = ::getpwnam("postgres");
        FAIRLEAD_ASSERT(user != nullptr);
        return user;
    }

    pid_t child_ = -1;
};

}  // namespace fairlead::storage
