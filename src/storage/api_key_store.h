// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "storage/database.h"

namespace fairlead::storage {

/// A workspace's API key. The key itself is never stored, only its hash and its first characters.
struct ApiKey {
    ApiKeyId id;
    WorkspaceId workspace;
    std::string name;
    std::string prefix;  ///< shown, to tell keys apart
    std::string hash;
    Scope scopes = Scope::none;
    ActAs act_as = ActAs::none;
    std::optional<UserId> user;  ///< with ActAs::one
    Time created_at{};
    std::optional<Time> last_used_at;
    std::optional<Time> expires_at;
    std::optional<Time> revoked_at;
};

/// API keys. Thread-safe.
class ApiKeyStore {
public:
    explicit ApiKeyStore(Database& database) : database_(database) {}

    Task<Result<void>> insert(ApiKey key);
    /// Of any workspace, revoked or not: judging is the caller's.
    Task<Result<std::optional<ApiKey>>> find_by_hash(std::string hash);
    Task<Result<std::optional<ApiKey>>> find(WorkspaceId workspace, ApiKeyId id);
    /// Newest first.
    Task<Result<std::vector<ApiKey>>> list(WorkspaceId workspace);
    /// False: there is no such key, or it is revoked already.
    Task<Result<bool>> revoke(WorkspaceId workspace, ApiKeyId id, Time now);

    struct Use {
        WorkspaceId workspace;
        ApiKeyId id;
        Time at{};
    };
    /// In one transaction: uses are gathered, not written one by one.
    Task<Result<void>> set_last_used(std::vector<Use> uses);

private:
    Database& database_;
};

}  // namespace fairlead::storage
