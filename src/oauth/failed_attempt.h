// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"
#include "oauth/connect_plan.h"

namespace fairlead::oauth {

/// Keeps why a user's connect failed, for 24 hours: the card's `error` state (SPEC A9).
Task<Result<void>> remember_failure(ConnectContext& context, WorkspaceId workspace, UserId user,
                                    IntegrationId integration, const ConnectFault& fault);

/// Writes down that a plan came to nothing: in the audit log, and as the user's last attempt.
/// `actor`: as the audit log names it.
Task<Result<void>> note_failed_connect(ConnectContext& context, const ConnectPlan& plan,
                                       const Caller& caller, const std::string& actor,
                                       const ConnectFault& fault);

}  // namespace fairlead::oauth
