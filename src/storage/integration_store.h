// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/integration.h"
#include "storage/database.h"

namespace fairlead::storage {

/// A client secret as it is stored: sealed, bound to its integration and generation.
struct SealedClientSecret {
    std::string sealed;
    std::int64_t generation = 0;
};

/// The values of an integration's secret variables: sealed as one, bound as the client secret is.
struct SealedVars {
    std::vector<std::string> names;  ///< of those that have one
    std::string sealed;
    std::int64_t generation = 0;
};

/// A workspace's integrations. Thread-safe. Those of the environment have rows too — connections
/// refer to them — but no secret: that one stays in the environment.
class IntegrationStore {
public:
    explicit IntegrationStore(Database& database) : database_(database) {}

    Task<Result<std::optional<Integration>>> find(WorkspaceId workspace, IntegrationId id);
    Task<Result<std::optional<Integration>>> find_by_key(WorkspaceId workspace, std::string key);
    /// In order of key.
    Task<Result<std::vector<Integration>>> list(WorkspaceId workspace);

    /// Inserts or, where the key exists, replaces what it says but its id, creation and secrets. A row made
    /// by the API is not replaced by one of the environment, which says nothing of members' apps.
    /// Answers what is stored then.
    Task<Result<Integration>> put(Integration integration);
    Task<Result<bool>> set_enabled(WorkspaceId workspace, IntegrationId id, bool enabled, Time now);
    Task<Result<bool>> set_member_apps(WorkspaceId workspace, IntegrationId id, MemberAppRule rule,
                                       Time now);
    /// `conflict` while connections refer to it.
    Task<Result<bool>> erase(WorkspaceId workspace, IntegrationId id);
    /// Those of a provider that no connection refers to, secrets and all.
    Task<Result<std::int64_t>> erase_unused(WorkspaceId workspace, std::string provider);

    /// None: no secret is stored.
    Task<Result<std::optional<SealedClientSecret>>> find_secret(WorkspaceId workspace,
                                                                IntegrationId id);
    /// Replaces it where its generation is still `secret.generation - 1`, and with it the
    /// fingerprint. False: it was changed meanwhile, read it again.
    Task<Result<bool>> set_secret(WorkspaceId workspace, IntegrationId id,
                                  SealedClientSecret secret, std::string fingerprint, Time now);

    /// None: no secret variable ever had a value.
    Task<Result<std::optional<SealedVars>>> find_secret_vars(WorkspaceId workspace,
                                                             IntegrationId id);
    /// As set_secret.
    Task<Result<bool>> set_secret_vars(WorkspaceId workspace, IntegrationId id, SealedVars vars,
                                       std::string fingerprint, Time now);

private:
    Database& database_;
};

}  // namespace fairlead::storage
