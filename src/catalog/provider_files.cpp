// SPDX-License-Identifier: Apache-2.0
#include "catalog/provider_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fairlead::catalog {

namespace fs = std::filesystem;

Result<ProviderFile> load_provider_file(const std::string& path) {
    const fs::path name{path};
    if (name.extension() != ".yaml") {
        return Error{Errc::invalid, path + ": expected a file called <id>.yaml"};
    }
    std::ifstream stream{path, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return Error{Errc::invalid, path + ": cannot be read"};
    return ProviderFile{name.stem().string(), path, std::move(text).str()};
}

Result<std::vector<ProviderFile>> load_provider_files(const std::string& directory) {
    std::error_code failure;
    std::vector<std::string> paths;
    for (fs::directory_iterator it{directory, failure}, end; !failure && it != end;
         it.increment(failure)) {
        const auto& path = it->path();
        if (path.filename().string().front() == '.') continue;
        if (path.extension() == ".yml") {
            return Error{Errc::invalid, path.string() + ": provider files end in .yaml"};
        }
        if (path.extension() == ".yaml") paths.push_back(path.string());
    }
    if (failure) {
        return Error{Errc::invalid,
                     directory + ": not a directory that can be read: " + failure.message()};
    }
    std::sort(paths.begin(), paths.end());
    std::vector<ProviderFile> files;
    for (const auto& path : paths) {
        TRY(auto file, load_provider_file(path));
        files.push_back(std::move(file));
    }
    return files;
}

}  // namespace fairlead::catalog
