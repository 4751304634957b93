// SPDX-License-Identifier: Apache-2.0
#include "catalog/provider_files.h"

#include "base/text.h"

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

namespace {

bool is_provider_file(const fs::path& path) {
    const bool is_hidden = path.filename().string().front() == '.';
    return !is_hidden && (path.extension() == ".yaml" || path.extension() == ".yml");
}

ProviderFile looked_at(const fs::path& path) {
    if (path.extension() == ".yml") {
        return {path.filename().string(), path.string(), "", "provider files end in .yaml"};
    }
    auto file = load_provider_file(path.string());
    if (file) return *std::move(file);
    return {path.stem().string(), path.string(), "", "cannot be read"};
}

}  // namespace

Result<std::vector<ProviderFile>> look_at_provider_files(const std::string& directory) {
    std::error_code failure;
    std::vector<fs::path> paths;
    for (fs::directory_iterator it{directory, failure}, end; !failure && it != end;
         it.increment(failure)) {
        if (is_provider_file(it->path())) paths.push_back(it->path());
    }
    if (failure) {
        return Error{Errc::invalid,
                     directory + ": not a directory that can be read: " + failure.message()};
    }
    std::sort(paths.begin(), paths.end());
    std::vector<ProviderFile> files;
    for (const auto& path : paths) files.push_back(looked_at(path));
    return files;
}

std::string stamp_of_provider_files(const std::string& directory) {
    std::error_code failure;
    std::vector<std::string> lines{"files"};
    for (fs::directory_iterator it{directory, failure}, end; !failure && it != end;
         it.increment(failure)) {
        if (!is_provider_file(it->path())) continue;
        std::error_code unread;  // an entry that is gone by now has a stamp of its own
        const auto size = it->file_size(unread);
        const auto changed = it->last_write_time(unread).time_since_epoch().count();
        lines.push_back(it->path().filename().string() + " " + std::to_string(size) + " " +
                        std::to_string(changed));
    }
    if (failure) return {};
    std::sort(lines.begin(), lines.end());
    return join(lines, "\n");
}

Result<std::vector<ProviderFile>> load_provider_files(const std::string& directory) {
    TRY(auto files, look_at_provider_files(directory));
    for (const auto& file : files) {
        if (!file.fault.empty()) return Error{Errc::invalid, file.path + ": " + file.fault};
    }
    return files;
}

}  // namespace fairlead::catalog
