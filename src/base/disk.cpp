// SPDX-License-Identifier: Apache-2.0
#include "base/disk.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead {

namespace {

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> write_new_file(Disk& disk, const std::string& path, std::string_view content) {
    TRY(const auto file, disk.open(path, OpenMode::create));
    CHECK_OK(file->truncate(0));
    CHECK_OK(file->write_at(0, bytes_of(content)));
    return file->sync();
}

}  // namespace

Result<void> fill_with_zeros(File& file, std::uint64_t size) {
    constexpr std::uint64_t step = 1024 * 1024;
    const std::vector<std::byte> zeros(step);
    TRY(auto at, file.size());
    while (at < size) {
        const auto count = static_cast<std::size_t>(std::min(step, size - at));
        CHECK_OK(file.write_at(at, std::span{zeros}.first(count)));
        at += count;
    }
    return file.sync();
}

Result<std::string> read_file(Disk& disk, const std::string& path, std::size_t limit) {
    TRY(const auto file, disk.open(path, OpenMode::read));
    TRY(const auto size, file->size());
    if (size > limit) return Error{Errc::too_large, "The file is too large.", path};
    // A file of /proc has no size. One byte more than there may be shows what is too large.
    const std::size_t room = size == 0 ? limit : static_cast<std::size_t>(size);
    std::string content(room + 1, '\0');
    TRY(const auto read,
        file->read_at(0, std::as_writable_bytes(std::span{content.data(), content.size()})));
    if (read > limit) return Error{Errc::too_large, "The file is too large.", path};
    content.resize(read);
    return content;
}

Result<void> replace_file(Disk& disk, const std::string& path, std::string_view content) {
    const std::string temporary = path + ".new";
    auto written = write_new_file(disk, temporary, content);
    if (written) written = disk.rename(temporary, path);
    if (!written) {
        static_cast<void>(disk.unlink(temporary));
        return written;
    }
    return disk.sync_directory(directory_of(path));
}

}  // namespace fairlead
