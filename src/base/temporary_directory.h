// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/assert.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace fairlead {

/// A fresh directory, removed with all it holds at the end: for tests.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        path_ = (std::filesystem::temp_directory_path() / "fairlead-XXXXXX").string();
        FAIRLEAD_ASSERT(::mkdtemp(path_.data()) != nullptr);
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::string& path() const { return path_; }
    std::string file(std::string_view name) const { return path_ + "/" + std::string{name}; }

private:
    std::string path_;
};

}  // namespace fairlead
