// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace fairlead::storage {

namespace {

std::string holder_of(int fd) {
    std::array<char, 32> text{};
    const auto size = ::pread(fd, text.data(), text.size() - 1, 0);
    std::string pid;
    for (const char digit :
         std::string{text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))}) {
        if (digit < '0' || digit > '9') break;
        pid += digit;
    }
    return pid.empty() ? "another process" : "process " + pid;
}

}  // namespace

Result<LockFile> LockFile::take(const std::string& path, const std::string& what) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        const int code = errno;
        return Error{Errc::unavailable, "Cannot write " + path + ": " + std::strerror(code) +
                                            ". Check that its directory exists and that the user "
                                            "that runs Fairlead may write there."};
    }
    LockFile lock{fd};
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return Error{Errc::unavailable,
                         "Cannot lock " + path + ": " + std::strerror(errno) + "."};
        }
        return Error{Errc::conflict, what + " is in use by " + holder_of(fd) +
                                         ". Stop it first, or ask the running server instead."};
    }
    const auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(fd, 0) != 0 ||
        ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        // The lock holds without the number too; a full disk must not stop a server from reading.
        return lock;
    }
    return lock;
}

LockFile::LockFile(LockFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

LockFile::~LockFile() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace fairlead::storage
