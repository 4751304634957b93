// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_plan.h"

#include "oauth/authorize_url.h"
#include "oauth/connect_audit.h"
#include "oauth/connect_vars.h"
#include "oauth/credential.h"
#include "oauth/failed_attempt.h"
#include "oauth/fault_error.h"
#include "oauth/integration_choice.h"
#include "oauth/pkce.h"
#include "oauth/redirect_rules.h"
#include "oauth/request_token.h"
#include "oauth/token_request.h"
#include "storage/connection_store.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::size_t most_scopes = 200;
constexpr std::size_t longest_scope = 512;
constexpr std::size_t nonce_bytes = 32;

Result<std::string> redirect_of(const ConnectContext& context, const std::string& asked) {
    if (asked.empty()) return context.options.frontend_base_url + "/integrations";
    auto origins = context.options.allowed_origins;
    origins.push_back(origin_of(context.options.public_url));
    origins.push_back(origin_of(context.options.frontend_base_url));
    std::erase(origins, std::string{});
    CHECK_OK(check_redirect_url(asked, origins));
    return asked;
}

/// RFC 6749 appendix A.4: printable ASCII without space, quote and backslash.
bool is_scope(const std::string& scope) {
    return !scope.empty() && scope.size() <= longest_scope &&
           std::ranges::all_of(scope,
                               [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

Result<std::vector<std::string>> scopes_of(const Integrations::Ready& ready,
                                           std::vector<std::string> asked) {
    if (is_form(ready.client->method().kind)) {
        if (asked.empty()) return asked;
        return Error{.code = Errc::invalid,
                     .message = "What this platform's keys may do is set at the platform.",
                     .faults = {{"/scopes", "is not asked for"}}};
    }
    if (asked.empty()) asked = ready.integration.scopes;
    if (asked.empty()) return ready.client->method().authorize.scopes;
    if (asked.size() <= most_scopes && std::ranges::all_of(asked, is_scope)) return asked;
    return Error{.code = Errc::invalid,
                 .message = "A scope is malformed, or there are too many.",
                 .faults = {{"/scopes", "at most 200, each of printable ASCII without blanks"}}};
}

Result<void> refuse_any(std::vector<Fault> faults) {
    if (faults.empty()) return ok();
    Error error{.code = Errc::invalid,
                .message = "What the platform's address needs is missing, or is not right."};
    error.faults = std::move(faults);
    return error;
}

Task<Result<Connection>> own_connection(ConnectContext& context, WorkspaceId workspace, UserId user,
                                        IntegrationId integration, ConnectionId id) {
    storage::ConnectionStore connections{context.services.database};
    CO_TRY(auto found, co_await connections.find(workspace, user, id));
    if (!found || found->integration_id != integration)
        co_return Error{Errc::not_found, "There is no such connection."};
    co_return *std::move(found);
}

/// The variables of a reconnect begin with those the connection has; only what a person is asked
/// for, as the platform's answers bring the others anew.
void add_present_vars(const catalog::AuthMethod& method, const Connection& connection,
                      std::map<std::string, std::string>& vars) {
    for (const auto& [name, value] : connection.vars) {
        const auto* variable = method.find_variable(name);
        if (variable && variable->from == catalog::VarSource::connection) vars.emplace(name, value);
    }
}

FlowState flow_of(const ConnectPlan& plan, const FlowBinding& binding, Random& random) {
    const auto& integration = plan.ready.integration;
    const auto& provider = *plan.ready.client->provider;
    FlowState flow;
    flow.workspace = plan.workspace;
    flow.user = plan.user;
    flow.integration_id = integration.id;
    flow.integration = integration.key;
    flow.integration_fingerprint = integration.fingerprint;
    flow.provider_fingerprint = provider.fingerprint;
    flow.registration = plan.ready.client->registration;
    flow.path = callback_path_of(integration.redirect_uri);
    flow.redirect_uri = integration.redirect_uri;
    flow.redirect_url = plan.redirect_url;
    flow.scopes = plan.scopes;
    flow.vars = plan.vars;
    if (provider.method.authorize.pkce == catalog::Pkce::s256) flow.verifier = new_verifier(random);
    const auto& issuer = provider.method.issuer;
    if (issuer && issuer->id_token == catalog::IdToken::verify)
        flow.nonce = random.base64url(nonce_bytes);
    flow.session = binding.session;
    flow.reconnect = plan.reconnect;
    flow.link = binding.link;
    flow.needs_finish = binding.needs_finish;
    flow.actor = binding.actor;
    return flow;
}

}  // namespace

Task<Result<ConnectPlan>> plan_connect(ConnectContext& context, WorkspaceId workspace, UserId user,
                                       ConnectAsk ask) {
    ConnectPlan plan;
    plan.workspace = workspace;
    plan.user = user;
    CO_TRY(plan.ready,
           co_await choose_integration(context.services.integrations, workspace, user, ask));
    CO_TRY(plan.redirect_url, redirect_of(context, ask.redirect_url));
    CO_TRY(plan.scopes, scopes_of(plan.ready, std::move(ask.scopes)));
    if (ask.connection) {
        CO_TRY(const auto present,
               co_await own_connection(context, workspace, user, plan.ready.integration.id,
                                       *ask.connection));
        add_present_vars(plan.ready.client->method(), present, ask.vars);
        plan.reconnect = ask.connection;
    }
    CO_CHECK(refuse_any(faults_of_given(plan.ready.client->method(), ask.vars)));
    plan.vars = std::move(ask.vars);
    co_return plan;
}

AuditEvent event_of(const ConnectPlan& plan, const Caller& caller, const std::string& actor,
                    const char* type, const char* result) {
    auto event = audit_of(caller, type, result);
    event.workspace = plan.workspace;
    event.user = plan.user;
    event.actor = actor;
    event.provider = plan.ready.integration.key;
    event.connection = plan.reconnect;
    return event;
}

Task<Result<FlowBegun>> begin_flow(ConnectContext& context, ConnectPlan plan, FlowBinding binding) {
    CO_CHECK(refuse_any(complete_vars(*plan.ready.client, plan.vars)));
    auto vars = plan.vars;
    CO_TRY(plan.ready.client,
           co_await context.registrar.client_for(plan.ready, plan.user, std::move(vars)));
    if (plan.scopes.empty()) plan.scopes = plan.ready.client->method().authorize.scopes;
    const auto& client = *plan.ready.client;
    auto flow = flow_of(plan, binding, context.services.random);
    FlowBegun answer;
    std::optional<ConnectFault> fault;
    const FlowStore::Complete complete = [&](std::string state,
                                             FlowState& begun) -> Task<Result<void>> {
        if (client.method().kind == catalog::AuthKind::oauth1) {
            auto copy = state;
            CO_TRY(fault, co_await ask_for_request_token(context, client, std::move(copy), begun));
            if (fault) co_return error_of(*fault);
        }
        CO_TRY(answer.auth_url, authorize_url(client, begun, state));
        co_return ok();
    };
    auto begun = co_await context.flows.begin(std::move(flow), complete);
    if (!begun && !fault) co_return std::move(begun).error();
    auto event = event_of(plan, binding.caller, binding.actor, "oauth_initiated", "ok");
    CO_CHECK(co_await context.services.audit.record(std::move(event)));
    if (fault) {
        CO_CHECK(
            co_await note_failed_connect(context, plan, binding.caller, binding.actor, *fault));
        co_return std::move(begun).error();
    }
    answer.begun = *std::move(begun);
    co_return answer;
}

}  // namespace fairlead::oauth
