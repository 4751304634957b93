// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/data_key.h"
#include "storage/database.h"

namespace fairlead::storage {

/// Wrapped data keys. Thread-safe.
class DataKeyStore final : public DataKeys {
public:
    explicit DataKeyStore(Database& database) : database_(database) {}

    Task<Result<std::optional<WrappedKey>>> find(Owner owner) override;
    Task<Result<std::optional<WrappedKey>>> find_by_id(DataKeyId id) override;
    Task<Result<WrappedKey>> insert_if_absent(WrappedKey key) override;
    Task<Result<std::vector<WrappedKey>>> wrapped_by_others(std::string master_key_id,
                                                            DataKeyId after, int limit) override;
    Task<Result<void>> rewrap(WrappedKey key, std::string old_master_key_id) override;
    Task<Result<void>> rewrap_many(std::vector<Rewrapped> keys) override;
    Task<Result<std::vector<Use>>> use() override;
    Task<Result<std::vector<WrappedKey>>> samples(int limit) override;
    Task<Result<void>> erase(Owner owner) override;

private:
    Database& database_;
};

}  // namespace fairlead::storage
