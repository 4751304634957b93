// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "model/ids.h"
#include "storage/database.h"

#include <vector>

namespace fairlead::storage {

/// A user's settings for an integration (SPEC A11). Without a row: {} and enabled.
struct IntegrationSettings {
    Json settings;
    bool is_enabled = true;
    std::optional<Time> updated_at;

    friend bool operator==(const IntegrationSettings&, const IntegrationSettings&) = default;
};

/// Settings of users. Thread-safe.
class SettingsStore {
public:
    explicit SettingsStore(Database& database) : database_(database) {}

    Task<Result<IntegrationSettings>> find(WorkspaceId workspace, UserId user,
                                           IntegrationId integration);
    static Task<Result<void>> put(Tx& tx, WorkspaceId workspace, UserId user,
                                  IntegrationId integration, IntegrationSettings settings,
                                  Time now);
    /// Those that the user has switched off.
    Task<Result<std::vector<IntegrationId>>> switched_off(WorkspaceId workspace, UserId user);

private:
    Database& database_;
};

}  // namespace fairlead::storage
