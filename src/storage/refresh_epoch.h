// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"

#include <optional>

namespace fairlead::storage::refresh {

/// The guard's epoch without its lock: whether a lock is worth waiting for. None: there is no guard.
Task<Result<std::optional<std::int64_t>>> epoch_now(Tx& tx, WorkspaceId workspace,
                                                    ConnectionId connection);

}  // namespace fairlead::storage::refresh
