// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "catalog/provider_spec.h"
#include "model/connection.h"
#include "storage/database.h"

namespace fairlead::oauth {

/// Why a credential is over that the platform refuses and nothing renews.
ConnectionReason reason_of_rejection(const catalog::RefreshRules& rules);

/// The platform answered 401 to the credential of this generation. Where it told no end of it, and
/// nothing renews it, that was the end: the connection is marked, its user is told. True when it was.
Task<Result<bool>> expire_rejected(storage::Tx& tx, WorkspaceId workspace, ConnectionId connection,
                                   std::int64_t rejected, catalog::RefreshRules rules,
                                   Random& random);

}  // namespace fairlead::oauth
