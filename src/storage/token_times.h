// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/ids.h"
#include "storage/database.h"

#include <map>

namespace fairlead::storage {

/// When the stored tokens of a user's connections were written, by the database's clock: at the
/// consent or at the last refresh. One without tokens is not among them.
Task<Result<std::map<ConnectionId, Time>>> token_times(Database& database, WorkspaceId workspace,
                                                       UserId user);

}  // namespace fairlead::storage
