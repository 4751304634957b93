// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/disk.h"
#include "base/mutex.h"

#include <memory>
#include <optional>

namespace fairlead {

/// A disk that fails on command, around another: for tests. Thread-safe. A plan is one-shot; the
/// count begins when it is set, over all files.
class FaultyDisk final : public Disk {
public:
    explicit FaultyDisk(Disk& under) : under_(under) {}

    /// The n-th write from now (1 = the next) fails with this errno, and nothing is written.
    void fail_write(int nth, int error_number);
    /// The n-th write from now writes only its first `kept` bytes, and fails with EIO.
    void tear_write(int nth, std::size_t kept);
    /// The n-th sync of a file from now fails with this errno; the data may or may not be there.
    void fail_sync(int nth, int error_number);
    /// From now on every write fails with ENOSPC, until set back.
    void set_full(bool full);

    int writes() const;  ///< tried so far
    int syncs() const;

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> unlink(const std::string& path) override;
    Result<void> make_directory(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<void> sync_directory(const std::string& directory) override;

private:
    class FaultyFile;
    struct Fault {
        int at = 0;
        int error_number = 0;
        std::size_t kept = 0;
    };
    struct Plan {
        int writes = 0;
        int syncs = 0;
        bool full = false;
        std::optional<Fault> write;
        std::optional<Fault> sync;
    };

    Disk& under_;
    std::shared_ptr<Mutex<Plan>> plan_ = std::make_shared<Mutex<Plan>>();  // shared with its files
};

}  // namespace fairlead
