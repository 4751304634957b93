// SPDX-License-Identifier: Apache-2.0
// What integrations' grants were issued to, where platforms register clients themselves.
#include "oauth/integrations.h"

namespace fairlead::oauth {

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::find_issued(
    WorkspaceId workspace, IntegrationId integration, ConnectionId connection) {
    CO_TRY(auto own, co_await find(workspace, integration));
    if (own->method().kind != catalog::AuthKind::mcp_oauth) co_return own;
    co_return co_await issued_.of_connection(std::move(own), connection);
}

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::find_registered(
    WorkspaceId workspace, IntegrationId integration,
    std::optional<ClientRegistrationId> registration) {
    CO_TRY(auto own, co_await find(workspace, integration));
    if (!registration) co_return own;
    co_return co_await issued_.find(std::move(own), *registration);
}

Task<Result<void>> Integrations::forget_registered(
    WorkspaceId workspace, std::optional<ClientRegistrationId> registration) {
    if (!registration) co_return ok();
    CO_CHECK(co_await issued_.store().retire(workspace, *registration));
    co_return ok();
}

}  // namespace fairlead::oauth
