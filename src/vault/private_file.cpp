// SPDX-License-Identifier: Apache-2.0
#include "vault/private_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace fairlead::vault {

namespace {

constexpr std::size_t largest_file = 64 * 1024;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

Error system_error(const std::string& path, const char* what, int number = errno) {
    return Error{Errc::invalid, "The key file " + path + " cannot be " + what + ": " +
                                    std::generic_category().message(number) + "."};
}

Result<void> check_readers(const std::string& path, const struct stat& about, Readers readers) {
    if (!S_ISREG(about.st_mode)) return Error{Errc::invalid, path + " is not a file."};
    const mode_t forbidden = readers == Readers::owner_alone ? 077 : 027;
    if ((about.st_mode & forbidden) != 0) {
        return Error{Errc::invalid, "The key file " + path +
                                        " can be read or changed by others than its owner. Run: "
                                        "chmod 0400 '" +
                                        path + "'"};
    }
    if (about.st_uid != ::geteuid() && about.st_uid != 0) {
        return Error{Errc::invalid, "The key file " + path +
                                        " belongs to another user. It must belong to the user who "
                                        "runs fairlead, or to root."};
    }
    return ok();
}

Result<Secret> read_all(const Descriptor& file, const std::string& path) {
    std::string text(largest_file + 1, '\0');  // never grows, so no copy stays behind
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t got = ::read(file.number(), text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            const int number = errno;
            wipe_string(text);
            return system_error(path, "read", number);
        }
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    Secret whole{std::move(text)};
    if (size > largest_file) return Error{Errc::invalid, path + " is too large for a key file."};
    return whole;
}

Result<void> write_all(const Descriptor& file, const Secret& text, const std::string& path) {
    std::string_view rest = text.expose();
    while (!rest.empty()) {
        const ssize_t put = ::write(file.number(), rest.data(), rest.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return system_error(path, "written");
        rest.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file.number()) != 0) return system_error(path, "written");
    return ok();
}

std::string folder_of(const std::string& path) {
    const auto folder = std::filesystem::path{path}.parent_path().string();
    return folder.empty() ? "." : folder;
}

/// Holds the folder alone among those who change key files in it.
Result<std::unique_ptr<Descriptor>> lock_folder(const std::string& path) {
    auto folder = std::make_unique<Descriptor>(
        ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder->is_open() || ::flock(folder->number(), LOCK_EX) != 0) {
        return system_error(path, "written");
    }
    return folder;
}

/// A file beside `path` that goes away again unless it took the path's place.
class Draft {
public:
    explicit Draft(const std::string& path)
        : path_(path + ".new"),
          file_((::unlink(path_.c_str()),
                 ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400))) {}
    ~Draft() { ::unlink(path_.c_str()); }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    const std::string& path() const { return path_; }
    const Descriptor& file() const { return file_; }

private:
    std::string path_;
    Descriptor file_;
};

Result<void> sync_folder(const Descriptor& folder, const std::string& path) {
    if (::fsync(folder.number()) != 0) return system_error(path, "written");
    return ok();
}

}  // namespace

Result<std::optional<Secret>> read_private_file(const std::string& path, Readers readers) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file.is_open() && errno == ENOENT) return std::optional<Secret>{};
    if (!file.is_open()) return system_error(path, "read");
    struct stat about{};
    if (::fstat(file.number(), &about) != 0) return system_error(path, "read");
    CHECK_OK(check_readers(path, about, readers));
    TRY(auto text, read_all(file, path));
    return std::optional<Secret>{std::move(text)};
}

Result<void> create_private_file(const std::string& path, const Secret& text) {
    TRY(const auto folder, lock_folder(path));
    const Draft draft{path};
    if (!draft.file().is_open()) return system_error(path, "written");
    CHECK_OK(write_all(draft.file(), text, path));
    if (::link(draft.path().c_str(), path.c_str()) != 0) {  // unlike rename, never replaces
        if (errno != EEXIST) return system_error(path, "written");
        return Error{Errc::conflict, path + " exists already. Nothing was changed."};
    }
    return sync_folder(*folder, path);
}

Result<void> replace_private_file(const std::string& given,
                                  const std::function<Result<Secret>(const Secret&)>& change) {
    // A symbolic link stays one: the file it leads to is replaced.
    std::error_code unresolved;
    const auto target = std::filesystem::canonical(given, unresolved).string();
    const std::string& path = unresolved ? given : target;
    TRY(const auto folder, lock_folder(path));
    TRY(const auto present, read_private_file(path, Readers::owner_alone));
    if (!present) return Error{Errc::not_found, "There is no key file " + path + "."};
    TRY(const auto text, change(*present));
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) return system_error(path, "read");
    const Draft draft{path};
    if (!draft.file().is_open()) return system_error(path, "written");
    CHECK_OK(write_all(draft.file(), text, path));
    const int file = draft.file().number();
    if (::fchown(file, about.st_uid, about.st_gid) != 0 ||
        ::fchmod(file, about.st_mode & 0700) != 0 ||
        ::rename(draft.path().c_str(), path.c_str()) != 0) {
        return system_error(path, "replaced");
    }
    return sync_folder(*folder, path);
}

}  // namespace fairlead::vault
