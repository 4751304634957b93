// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "model/data_key.h"

#include <atomic>
#include <map>
#include <vector>

namespace fairlead::vault {

/// DataKeys in memory, for tests. Thread-safe. What is stored may be reached and damaged.
class MemoryDataKeys final : public DataKeys {
public:
    using Rows = std::map<DataKeyId, WrappedKey>;
    Mutex<Rows> rows;
    std::atomic<int> reads{0};  ///< calls of find and find_by_id
    /// When positive, rewrap_many fails once that many keys were rewrapped, as if the process died.
    std::atomic<int> die_after{-1};

    Task<Result<std::optional<WrappedKey>>> find(Owner owner) override {
        ++reads;
        co_return key_of(*rows.lock(), owner);
    }

    Task<Result<std::optional<WrappedKey>>> find_by_id(DataKeyId id) override {
        ++reads;
        const auto held = rows.lock();
        const auto row = held->find(id);
        std::optional<WrappedKey> found;
        if (row != held->end()) found = row->second;
        co_return found;
    }

    Task<Result<WrappedKey>> insert_if_absent(WrappedKey key) override {
        const auto held = rows.lock();
        if (auto stored = key_of(*held, key.owner)) co_return *std::move(stored);
        held->emplace(key.id, key);
        co_return key;
    }

    Task<Result<std::vector<WrappedKey>>> wrapped_by_others(std::string master_key_id,
                                                            DataKeyId after, int limit) override {
        std::vector<WrappedKey> found;
        const auto held = rows.lock();
        for (auto row = held->upper_bound(after); row != held->end(); ++row) {
            if (static_cast<int>(found.size()) == limit) break;
            if (row->second.master_key_id != master_key_id) found.push_back(row->second);
        }
        co_return found;
    }

    Task<Result<void>> rewrap(WrappedKey key, std::string old_master_key_id) override {
        if (die_after == 0) co_return Error{Errc::unavailable, "died"};
        if (die_after > 0) --die_after;
        const auto held = rows.lock();
        const auto row = held->find(key.id);
        if (row == held->end() || row->second.master_key_id != old_master_key_id) co_return ok();
        row->second = key;
        co_return ok();
    }

    Task<Result<std::vector<Use>>> use() override {
        std::map<std::string, std::int64_t> counts;
        const auto kept = rows.lock();
        for (const auto& [id, key] : *kept) ++counts[key.master_key_id];
        std::vector<Use> uses;
        for (const auto& [id, count] : counts) uses.push_back(Use{id, count});
        co_return uses;
    }

    Task<Result<std::vector<WrappedKey>>> samples(int limit) override {
        std::map<std::string, int> taken;
        std::vector<WrappedKey> found;
        const auto kept = rows.lock();
        for (const auto& [id, key] : *kept) {
            if (taken[key.master_key_id]++ < limit) found.push_back(key);
        }
        co_return found;
    }

    Task<Result<void>> erase(Owner owner) override {
        std::erase_if(*rows.lock(), [&](const auto& row) { return row.second.owner == owner; });
        co_return ok();
    }

private:
    static std::optional<WrappedKey> key_of(const Rows& rows, const Owner& owner) {
        for (const auto& [id, key] : rows) {
            if (key.owner == owner) return key;
        }
        return std::nullopt;
    }
};

}  // namespace fairlead::vault
