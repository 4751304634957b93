// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"

namespace fairlead::oauth {

/// Keeps why a user's connect failed, for 24 hours: the card's `error` state (SPEC A9).
Task<Result<void>> remember_failure(ConnectContext& context, WorkspaceId workspace, UserId user,
                                    IntegrationId integration, const ConnectFault& fault);

}  // namespace fairlead::oauth
