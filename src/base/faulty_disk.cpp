// SPDX-License-Identifier: Apache-2.0
#include "base/faulty_disk.h"

#include <cerrno>

namespace fairlead {

class FaultyDisk::FaultyFile final : public File {
public:
    FaultyFile(std::unique_ptr<File> under, std::shared_ptr<Mutex<Plan>> plan, std::string path)
        : under_(std::move(under)), plan_(std::move(plan)), path_(std::move(path)) {}

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
        return under_->read_at(offset, out);
    }
    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> data) override {
        const auto fault = next_write();
        if (!fault) return under_->write_at(offset, data);
        if (fault->kept > 0) {
            CHECK_OK(under_->write_at(offset, data.first(std::min(fault->kept, data.size()))));
        }
        return system_error(fault->error_number, "pwrite " + path_ + " (injected)");
    }
    Result<void> sync() override {
        const auto fault = next_sync();
        if (!fault) return under_->sync();
        return system_error(fault->error_number, "fdatasync " + path_ + " (injected)");
    }
    Result<std::uint64_t> size() override { return under_->size(); }
    Result<void> truncate(std::uint64_t size) override { return under_->truncate(size); }
    Result<bool> try_lock() override { return under_->try_lock(); }

private:
    std::optional<Fault> next_write() {
        const auto plan = plan_->lock();
        ++plan->writes;
        if (plan->full) return Fault{plan->writes, ENOSPC, 0};
        if (!plan->write || plan->write->at != plan->writes) return std::nullopt;
        return std::exchange(plan->write, std::nullopt);
    }
    std::optional<Fault> next_sync() {
        const auto plan = plan_->lock();
        ++plan->syncs;
        if (!plan->sync || plan->sync->at != plan->syncs) return std::nullopt;
        return std::exchange(plan->sync, std::nullopt);
    }

    std::unique_ptr<File> under_;
    std::shared_ptr<Mutex<Plan>> plan_;
    std::string path_;
};

void FaultyDisk::fail_write(int nth, int error_number) {
    const auto plan = plan_->lock();
    plan->write = Fault{plan->writes + nth, error_number, 0};
}

void FaultyDisk::tear_write(int nth, std::size_t kept) {
    const auto plan = plan_->lock();
    plan->write = Fault{plan->writes + nth, EIO, kept};
}

void FaultyDisk::fail_sync(int nth, int error_number) {
    const auto plan = plan_->lock();
    plan->sync = Fault{plan->syncs + nth, error_number, 0};
}

void FaultyDisk::set_full(bool full) { plan_->lock()->full = full; }

int FaultyDisk::writes() const { return plan_->lock()->writes; }
int FaultyDisk::syncs() const { return plan_->lock()->syncs; }

Result<std::unique_ptr<File>> FaultyDisk::open(const std::string& path, OpenMode mode) {
    TRY(auto file, under_.open(path, mode));
    return std::make_unique<FaultyFile>(std::move(file), plan_, path);
}

Result<void> FaultyDisk::rename(const std::string& from, const std::string& to) {
    return under_.rename(from, to);
}
Result<void> FaultyDisk::unlink(const std::string& path) { return under_.unlink(path); }
Result<void> FaultyDisk::make_directory(const std::string& path) {
    return under_.make_directory(path);
}
Result<std::vector<std::string>> FaultyDisk::list(const std::string& directory) {
    return under_.list(directory);
}
Result<void> FaultyDisk::sync_directory(const std::string& directory) {
    return under_.sync_directory(directory);
}

}  // namespace fairlead
