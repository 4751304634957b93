// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>

namespace fairlead::storage {

/// Holds a file locked (flock) for as long as it lives, so that no second process does. The kernel
/// frees it when the process dies, however it dies.
class LockFile {
public:
    /// Creates the file if need be, locks it and writes the process's number into it. `conflict`
    /// when somebody holds it: the message names `what` and that process.
    static Result<LockFile> take(const std::string& path, const std::string& what);

    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&& other) noexcept;
    ~LockFile();

private:
    explicit LockFile(int fd) : fd_(fd) {}
    int fd_ = -1;
};

}  // namespace fairlead::storage
