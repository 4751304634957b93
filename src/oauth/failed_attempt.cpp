// SPDX-License-Identifier: Apache-2.0
#include "oauth/failed_attempt.h"

#include "storage/connect_attempt_store.h"

#include <boost/json/object.hpp>

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

Task<Result<void>> note_failed_connect(ConnectContext& context, const ConnectPlan& plan,
                                       const Caller& caller, const std::string& actor,
                                       const ConnectFault& fault) {
    auto event = event_of(plan, caller, actor, fault.audit, to_text(fault.failure));
    json::object details{{"why", fault.detail}};
    event.details = to_json(details);
    CO_CHECK(co_await context.services.audit.record(std::move(event)));
    co_return co_await remember_failure(context, plan.workspace, plan.user,
                                        plan.ready.integration.id, fault);
}

}  // namespace fairlead::oauth
