// SPDX-License-Identifier: Apache-2.0
#include "oauth/failed_attempt.h"

#include "storage/connect_attempt_store.h"

namespace fairlead::oauth {

Task<Result<void>> remember_failure(ConnectContext& context, WorkspaceId workspace, UserId user,
                                    IntegrationId integration, const ConnectFault& fault) {
    const auto now = context.services.clock.now();
    storage::ConnectAttempt attempt;
    attempt.workspace = workspace;
    attempt.user = user;
    attempt.integration = integration;
    attempt.kind = to_text(fault.failure);
    attempt.message = fault.message;
    if (fault.retry_after) attempt.retry_at = now + *fault.retry_after;
    attempt.failed_at = now;
    storage::ConnectAttemptStore attempts{context.services.database};
    co_return co_await attempts.put(std::move(attempt));
}

}  // namespace fairlead::oauth
