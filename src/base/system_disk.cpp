// SPDX-License-Identifier: Apache-2.0
#include "base/disk.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fairlead {

namespace {

Errc code_of(int number) {
    switch (number) {
        case ENOENT:
        case ENOTDIR: return Errc::not_found;
        case EEXIST:
        case ENOTEMPTY: return Errc::conflict;
        case EACCES:
        case EPERM:
        case EROFS:
        case ELOOP: return Errc::forbidden;
        case ENOSPC:
        case EDQUOT:
        case EMFILE:
        case ENFILE: return Errc::unavailable;
        default: return Errc::internal;
    }
}

const char* message_of(Errc code) {
    switch (code) {
        case Errc::not_found: return "The file does not exist.";
        case Errc::conflict: return "The file exists already.";
        case Errc::forbidden: return "The file may not be used.";
        case Errc::unavailable: return "The disk is full or too many files are open.";
        default: return "The disk failed.";
    }
}

/// Again, while a signal interrupts it.
template <class Call>
auto uninterrupted(Call call) {
    auto answer = call();
    while (answer < 0 && errno == EINTR) answer = call();
    return answer;
}

Result<void> check(int answer, const char* call, const std::string& path) {
    if (answer < 0) return system_error(errno, std::string{call} + " " + path);
    return ok();
}

class SystemFile final : public File {
public:
    SystemFile(int descriptor, std::string path) : fd_(descriptor), path_(std::move(path)) {}
    ~SystemFile() override { ::close(fd_); }
    SystemFile(const SystemFile&) = delete;
    SystemFile& operator=(const SystemFile&) = delete;

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
        std::size_t done = 0;
        while (done < out.size()) {
            const auto rest = out.subspan(done);
            const auto size = uninterrupted([&] {
                return ::pread(fd_, rest.data(), rest.size(), static_cast<off_t>(offset + done));
            });
            if (size < 0) return failure("pread");
            if (size == 0) break;
            done += static_cast<std::size_t>(size);
        }
        return done;
    }

    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> data) override {
        while (!data.empty()) {
            const auto size = uninterrupted([&] {
                return ::pwrite(fd_, data.data(), data.size(), static_cast<off_t>(offset));
            });
            if (size < 0) return failure("pwrite");
            offset += static_cast<std::uint64_t>(size);
            data = data.subspan(static_cast<std::size_t>(size));
        }
        return ok();
    }

    Result<void> sync() override { return check(::fdatasync(fd_), "fdatasync", path_); }

    Result<std::uint64_t> size() override {
        struct stat status{};
        CHECK_OK(check(::fstat(fd_, &status), "fstat", path_));
        return static_cast<std::uint64_t>(status.st_size);
    }

    Result<void> truncate(std::uint64_t size) override {
        const int answer =
            uninterrupted([&] { return ::ftruncate(fd_, static_cast<off_t>(size)); });
        return check(answer, "ftruncate", path_);
    }

    Result<bool> try_lock() override {
        const int answer = uninterrupted([&] { return ::flock(fd_, LOCK_EX | LOCK_NB); });
        if (answer == 0) return true;
        if (errno == EWOULDBLOCK) return false;
        return failure("flock");
    }

private:
    Error failure(const char* call) const {
        return system_error(errno, std::string{call} + " " + path_);
    }

    int fd_;
    std::string path_;
};

int flags_of(OpenMode mode) {
    switch (mode) {
        case OpenMode::read: return O_RDONLY;
        case OpenMode::write: return O_RDWR;
        case OpenMode::create: return O_RDWR | O_CREAT;
        case OpenMode::create_new: return O_RDWR | O_CREAT | O_EXCL;
    }
    return O_RDONLY;
}

}  // namespace

Error system_error(int number, const std::string& what) {
    const Errc code = code_of(number);
    return Error{code, message_of(code), what + ": " + std::generic_category().message(number)};
}

Result<std::unique_ptr<File>> SystemDisk::open(const std::string& path, OpenMode mode) {
    const int flags = flags_of(mode) | O_CLOEXEC | O_NOFOLLOW;
    const int fd = uninterrupted([&] { return ::open(path.c_str(), flags, 0600); });
    CHECK_OK(check(fd, "open", path));
    return std::make_unique<SystemFile>(fd, path);
}

Result<void> SystemDisk::rename(const std::string& from, const std::string& to) {
    return check(::rename(from.c_str(), to.c_str()), "rename", from + " to " + to);
}

Result<void> SystemDisk::unlink(const std::string& path) {
    return check(::unlink(path.c_str()), "unlink", path);
}

Result<void> SystemDisk::make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) == 0) return ok();
    const int number = errno;
    std::error_code ignored;
    if (number == EEXIST && std::filesystem::is_directory(path, ignored)) return ok();
    return system_error(number, "mkdir " + path);
}

Result<std::vector<std::string>> SystemDisk::list(const std::string& directory) {
    std::error_code code;
    std::vector<std::string> names;
    auto entry = std::filesystem::directory_iterator{directory, code};
    for (; !code && entry != std::filesystem::directory_iterator{}; entry.increment(code)) {
        names.push_back(entry->path().filename().string());
    }
    if (code) return system_error(code.value(), "readdir " + directory);
    std::ranges::sort(names);
    return names;
}

Result<void> SystemDisk::sync_directory(const std::string& directory) {
    const int fd = uninterrupted(
        [&] { return ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    CHECK_OK(check(fd, "open", directory));
    const SystemFile closed_at_the_end{fd, directory};
    return check(::fsync(fd), "fsync", directory);
}

}  // namespace fairlead
