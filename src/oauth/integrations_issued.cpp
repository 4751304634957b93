// SPDX-License-Identifier: Apache-2.0
// What integrations' grants were issued to where that is not the operator's client: where platforms
// register clients themselves, and where a member brought an app.
#include "oauth/client_source.h"
#include "oauth/integrations.h"

namespace fairlead::oauth {

namespace {

Error no_registration() {
    return Error{Errc::conflict, "The client that this was begun with is gone. Start again."};
}

Error no_such_integration() { return Error{Errc::not_found, "There is no such integration."}; }

Error wants_member_app() {
    return Error{
        .code = Errc::conflict,
        .message =
            "Nobody has set up an app for this integration. Store the client id and secret "
            "of one that you registered with the platform yourself, or ask your "
            "administrator for one.",
        .reason = "integration_not_configured"};
}

}  // namespace

/// The integration but for its client: what whoever brings a client uses.
Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::frame_of(Integration integration) {
    using Answer = std::shared_ptr<const OAuthClient>;
    CO_CHECK(check_enabled(integration));
    CO_TRY(const auto provider, spec_for(integration));
    if (auto before = built_before(frames_, integration, provider)) co_return before;
    CO_TRY(auto client, co_await without_app(integration, provider));
    Answer answer = std::move(client);
    keep_built(frames_, integration, provider, answer);
    co_return answer;
}

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::open_as(Integration integration,
                                                                       ClientRegistration issued) {
    if (issued.user) {
        CO_TRY(auto frame, co_await frame_of(std::move(integration)));
        co_return co_await issued_.open(std::move(frame), std::move(issued));
    }
    CO_TRY(auto own, co_await open(std::move(integration)));
    co_return co_await issued_.open(std::move(own), std::move(issued));
}

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::find_as(
    Integration integration, ClientRegistrationId registration) {
    CO_TRY(auto row, co_await issued_.store().find(integration.workspace, registration));
    const bool is_its = row && row->integration_id == integration.id &&
                        row->state != ClientRegistration::State::registering;
    if (!is_its) co_return no_registration();
    co_return co_await open_as(std::move(integration), *std::move(row));
}

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::find_issued(
    WorkspaceId workspace, IntegrationId integration, ConnectionId connection) {
    CO_TRY(auto row, co_await store_.find(workspace, integration));
    if (!row) co_return no_such_integration();
    // Asked only where a member may have brought an app: a renewal of another costs no look more.
    if (row->member_apps != MemberAppRule::never) {
        CO_TRY(auto issued, co_await issued_.store().find_of_connection(workspace, connection));
        if (issued) co_return co_await open_as(*std::move(row), *std::move(issued));
    }
    CO_TRY(auto own, co_await open(*std::move(row)));
    if (own->method().kind != catalog::AuthKind::mcp_oauth) co_return own;
    co_return co_await issued_.of_connection(std::move(own), connection);
}

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::find_registered(
    WorkspaceId workspace, IntegrationId integration,
    std::optional<ClientRegistrationId> registration) {
    if (!registration) co_return co_await find(workspace, integration);
    CO_TRY(auto row, co_await store_.find(workspace, integration));
    if (!row) co_return no_such_integration();
    co_return co_await find_as(*std::move(row), *registration);
}

Task<Result<Integrations::Ready>> Integrations::ready_for(WorkspaceId workspace, UserId user,
                                                          std::string key) {
    CO_TRY(auto row, co_await store_.find_by_key(workspace, key));
    if (!row) co_return not_set_up(key);
    if (row->member_apps != MemberAppRule::allowed) co_return co_await ready_of(*std::move(row));
    CO_TRY(const auto provider, spec_for(*row));
    if (!check_member_app(*provider)) co_return co_await ready_of(*std::move(row));
    CO_TRY(auto app, co_await issued_.store().find_of_member(workspace, user, row->id));
    if (!app) {
        if (row->client_id.empty()) co_return wants_member_app();
        co_return co_await ready_of(*std::move(row));
    }
    auto copy = *row;
    CO_TRY(auto client, co_await open_as(std::move(copy), *std::move(app)));
    co_return ready_with(*std::move(row), std::move(client));
}

Task<Result<Integrations::Ready>> Integrations::ready_as(
    WorkspaceId workspace, std::string key, std::optional<ClientRegistrationId> registration) {
    if (!registration) co_return co_await ready(workspace, std::move(key));
    CO_TRY(auto row, co_await store_.find_by_key(workspace, key));
    if (!row) co_return not_set_up(key);
    auto copy = *row;
    CO_TRY(auto client, co_await find_as(std::move(copy), *registration));
    co_return ready_with(*std::move(row), std::move(client));
}

Task<Result<void>> Integrations::forget_registered(
    WorkspaceId workspace, std::optional<ClientRegistrationId> registration) {
    if (!registration) co_return ok();
    CO_CHECK(co_await issued_.store().retire(workspace, *registration));
    co_return ok();
}

}  // namespace fairlead::oauth
