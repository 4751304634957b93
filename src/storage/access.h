// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/ids.h"

#include <optional>

namespace fairlead::storage {

/// For whom a statement runs. PostgreSQL's row-level security shows it that much and no more,
/// whatever the statement says; the embedded file, which one process holds, has no such thing.
class Access {
public:
    /// Every workspace: log-in, look-up of keys, claims of jobs, the sweep.
    static Access service() { return {}; }
    /// Everything of one workspace.
    static Access of(WorkspaceId workspace) { return Access{workspace, std::nullopt}; }
    /// What belongs to one user, and what the workspace's users share.
    static Access of(WorkspaceId workspace, UserId user) { return Access{workspace, user}; }

    bool is_service() const { return !workspace_; }
    const std::optional<WorkspaceId>& workspace() const { return workspace_; }
    const std::optional<UserId>& user() const { return user_; }

private:
    Access() = default;
    Access(WorkspaceId workspace, std::optional<UserId> user)
        : workspace_(workspace), user_(user) {}

    std::optional<WorkspaceId> workspace_;
    std::optional<UserId> user_;
};

}  // namespace fairlead::storage
