// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// An open file, closed when it dies. Calls block: a loop offloads them. Calls at different
/// offsets may run on different threads.
class File {
public:
    virtual ~File() = default;

    /// Fills `out` from `offset`; answers fewer bytes only where the file ends.
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) = 0;
    /// Writes all of `data`. After an error any part of it may have been written.
    virtual Result<void> write_at(std::uint64_t offset, std::span<const std::byte> data) = 0;
    /// fdatasync: what was written is durable. After an error it must be taken as lost: never
    /// try again and believe the success, write it again.
    virtual Result<void> sync() = 0;
    virtual Result<std::uint64_t> size() = 0;
    virtual Result<void> truncate(std::uint64_t size) = 0;
    /// Takes the exclusive flock of this file without waiting: false when another process, or
    /// another File, has it. It ends with the File.
    virtual Result<bool> try_lock() = 0;
};

enum class OpenMode : std::uint8_t {
    read,        ///< must exist
    write,       ///< read and write; must exist
    create,      ///< read and write; made if absent
    create_new,  ///< read and write; Errc::conflict if it exists
};

/// The file system as this process uses it; tests put a failing one in its place. Thread-safe.
/// Errors: not_found, conflict (it exists), forbidden, unavailable (no space, no more files),
/// internal; `detail` has the call, the path and errno's text.
class Disk {
public:
    virtual ~Disk() = default;

    /// New files get mode 0600. Symbolic links at the last step are refused.
    virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
    /// Replaces `to` atomically. Durable after sync_directory().
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    virtual Result<void> unlink(const std::string& path) = 0;
    /// Makes it with mode 0700; its parent must exist. One that exists is no error.
    virtual Result<void> make_directory(const std::string& path) = 0;
    /// The names in a directory but . and .., sorted.
    virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
    /// Makes names that were made, renamed or unlinked in it durable.
    virtual Result<void> sync_directory(const std::string& directory) = 0;
};

/// The machine's file system.
class SystemDisk final : public Disk {
public:
    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> unlink(const std::string& path) override;
    Result<void> make_directory(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<void> sync_directory(const std::string& directory) override;
};

/// Writes zeros from the file's end up to `size` and syncs: after this, writing inside needs no
/// new space, not even on file systems that copy on write lazily allocated extents.
Result<void> fill_with_zeros(File& file, std::uint64_t size);

/// The whole file; `too_large` beyond `limit`.
Result<std::string> read_file(Disk& disk, const std::string& path, std::size_t limit);

/// Replaces a file so that after a crash it has its old content or the new: a temporary file
/// beside it, synced, renamed, directory synced.
Result<void> replace_file(Disk& disk, const std::string& path, std::string_view content);

/// An errno as an Error; `what` names the call and the path.
Error system_error(int number, const std::string& what);

}  // namespace fairlead
