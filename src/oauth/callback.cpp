// SPDX-License-Identifier: Apache-2.0
#include "oauth/callback.h"

#include "oauth/callback_check.h"
#include "oauth/completion.h"
#include "oauth/connect_audit.h"
#include "oauth/connect_return.h"
#include "oauth/failed_attempt.h"
#include "oauth/id_token_check.h"

#include <boost/json/object.hpp>

namespace fairlead::oauth {

namespace {

using callback_check::Refusal;

constexpr const char* refused_message = "This link has expired or was already used. Start again.";

std::string default_page(const ConnectContext& context) {
    return context.options.frontend_base_url + "/integrations";
}

ConnectFault refused(const Refusal& refusal) {
    ConnectFault fault;
    fault.failure = ConnectFailure::invalid_state;
    fault.message = refused_message;
    fault.detail = refusal.detail;
    fault.audit = refusal.audit;
    return fault;
}

CallbackAnswer failed(const ConnectFault& fault, const std::string& page,
                      const std::string& provider) {
    CallbackAnswer answer;
    answer.failure = fault.failure;
    answer.message = fault.message;
    answer.retry_after = fault.retry_after;
    answer.provider = provider;
    answer.is_refused = fault.failure == ConnectFailure::invalid_state;
    answer.redirect_url = return_failed(page, provider, fault);
    return answer;
}

CallbackAnswer connected(const Connection& connection, const FlowState& flow) {
    CallbackAnswer answer;
    answer.connection = connection.id;
    answer.provider = flow.integration;
    answer.redirect_url = return_connected(flow.redirect_url, flow.integration, connection.id);
    return answer;
}

/// Nothing is connected before the application's backend says so.
CallbackAnswer waiting(const FlowState& flow) {
    CallbackAnswer answer;
    answer.provider = flow.integration;
    answer.redirect_url = return_waiting(flow.redirect_url, flow.integration, flow.link);
    return answer;
}

Task<Result<void>> audit(ConnectContext& context, const Caller& caller, const ConnectFault& fault,
                         const FlowState* flow) {
    auto event = audit_of(caller, fault.audit, to_text(fault.failure));
    if (flow) {
        event.workspace = flow->workspace;
        event.user = flow->user;
        event.provider = flow->integration;
        event.connection = flow->reconnect;
    }
    json::object details{{"why", fault.detail}};
    event.details = to_json(details);
    co_return co_await context.services.audit.record(std::move(event));
}

/// A callback that belongs to no flow of this browser: nothing of the flow is told or changed.
Task<Result<CallbackAnswer>> refuse(ConnectContext& context, const CallbackAsk& ask,
                                    const Refusal& refusal, const FlowState* flow) {
    const auto fault = refused(refusal);
    context.services.log.warning("A callback was refused.", {{"event", fault.audit},
                                                             {"why", fault.detail},
                                                             {"address", ask.caller.address},
                                                             {"request", ask.caller.request_id}});
    CO_CHECK(co_await audit(context, ask.caller, fault, flow));
    co_return failed(fault, default_page(context), "");
}

/// The cache cannot be asked: the flow is lost to us, and used up perhaps. Nobody but us is at fault,
/// and only a new connect helps.
Task<Result<CallbackAnswer>> interrupt(ConnectContext& context, const CallbackAsk& ask,
                                       const Error& why) {
    context.services.log.failure("a callback could not be matched to its connect", why,
                                 {{"request", ask.caller.request_id}});
    ConnectFault fault = refused({.detail = "the cache is away"});
    fault.message = "This connect was interrupted on our side. Nothing was connected. Start again.";
    fault.reason = "interrupted";
    CO_CHECK(co_await audit(context, ask.caller, fault, nullptr));
    co_return failed(fault, default_page(context), "");
}

Task<Result<CallbackAnswer>> fail(ConnectContext& context, const CallbackAsk& ask,
                                  const ConnectFault& fault, const FlowState& flow) {
    CO_CHECK(co_await audit(context, ask.caller, fault, &flow));
    CO_CHECK(
        co_await remember_failure(context, flow.workspace, flow.user, flow.integration_id, fault));
    co_return failed(fault, flow.redirect_url, flow.integration);
}

/// The same of a flow of OAuth 1.0a.
std::optional<ConnectFault> signed_objection(const net::Pairs& parameters, const FlowState& flow,
                                             const catalog::ProviderSpec& provider) {
    const auto& verifier_in = provider.method.authorize.code_in;
    if (const auto refusal = callback_check::of_request_token(parameters, flow, verifier_in))
        return refused(*refusal);
    return callback_check::signed_denial(parameters, provider);
}

/// What stands against redeeming the code, of this browser's own flow.
Result<std::optional<ConnectFault>> objection(const CallbackAsk& ask, const FlowState& flow,
                                              const Integrations::Ready& ready) {
    using Answer = std::optional<ConnectFault>;
    if (const auto refusal = callback_check::unchanged(ready, flow)) {
        auto fault = refused(*refusal);
        fault.message = "The settings of this integration changed meanwhile. Start again.";
        fault.reason = "configuration_changed";
        return Answer{std::move(fault)};
    }
    const auto& provider = *ready.client->provider;
    const auto& issuer = provider.method.issuer;
    TRY(const auto name, issuer_of(*ready.client, flow.vars));
    const auto rule = issuer ? issuer->iss_parameter : catalog::IssParameter::if_present;
    if (const auto refusal = callback_check::from_issuer(ask.parameters, name, rule))
        return Answer{refused(*refusal)};
    if (auto fault = callback_check::platform_error(ask.parameters, provider)) return Answer{fault};
    if (provider.method.kind == catalog::AuthKind::oauth1)
        return signed_objection(ask.parameters, flow, provider);
    const auto code = callback_check::parameter(ask.parameters, provider.method.authorize.code_in);
    if (code.empty())
        return Answer{fault_of(ConnectFailure::provider_error, provider, "no code came")};
    return Answer{};
}

ConnectFault not_ready(const Error& error) {
    ConnectFault fault;
    fault.failure = ConnectFailure::provider_error;
    fault.message = error.message;
    fault.detail = "the integration is not ready";
    return fault;
}

Task<Result<CallbackAnswer>> redeem(ConnectContext& context, const CallbackAsk& ask, FlowState flow,
                                    Integrations::Ready ready) {
    const auto& code_in = ready.client->method().authorize.code_in;
    auto code = Secret::copy_of(callback_check::parameter(ask.parameters, code_in));
    CO_TRY(auto copy, FlowState::parse(flow.text()));
    auto parameters = ask.parameters;
    CO_TRY(const auto done, co_await complete_flow(context, ready.client, std::move(copy),
                                                   std::move(code), std::move(parameters)));
    if (done.fault) co_return co_await fail(context, ask, *done.fault, flow);
    auto event = audit_of(ask.caller, "token_exchanged", "ok");
    event.workspace = flow.workspace;
    event.user = flow.user;
    event.provider = flow.integration;
    if (done.connection) event.connection = done.connection->id;
    CO_CHECK(co_await context.services.audit.record(std::move(event)));
    co_return done.connection ? connected(*done.connection, flow) : waiting(flow);
}

/// As the flow began: with the client that its redirect was of, at that one's addresses.
Task<Result<Integrations::Ready>> ready_for(ConnectContext& context, const FlowState& flow) {
    auto key = flow.integration;
    co_return co_await context.services.integrations.ready_as(flow.workspace, std::move(key),
                                                              flow.registration);
}

/// A consent page that sends the browser back with this knows our client no more.
Task<Result<void>> forget_if_unknown(ConnectContext& context, const CallbackAsk& ask,
                                     const FlowState& flow) {
    const auto error = callback_check::parameter(ask.parameters, "error");
    if (error != "invalid_client" && error != "unauthorized_client") co_return ok();
    co_return co_await context.services.integrations.forget_registered(flow.workspace,
                                                                       flow.registration);
}

Task<Result<CallbackAnswer>> follow(ConnectContext& context, const CallbackAsk& ask,
                                    FlowState flow) {
    if (const auto refusal = callback_check::of_this_browser(ask, flow))
        co_return co_await refuse(context, ask, *refusal, &flow);
    auto ready = co_await ready_for(context, flow);
    if (!ready) {
        if (ready.error().code == Errc::unavailable) co_return std::move(ready).error();
        const auto fault = not_ready(ready.error());
        co_return co_await fail(context, ask, fault, flow);
    }
    CO_TRY(const auto fault, objection(ask, flow, *ready));
    if (fault) {
        CO_CHECK(co_await forget_if_unknown(context, ask, flow));
        co_return co_await fail(context, ask, *fault, flow);
    }
    co_return co_await redeem(context, ask, std::move(flow), *std::move(ready));
}

/// A platform may send the state back by a name of its own (`authorize.rename`).
Task<Result<void>> name_state(Integrations& integrations, CallbackAsk& ask) {
    auto key = ask.provider;
    const auto row = co_await integrations.find_row(default_workspace, std::move(key));
    if (!row && row.error().code != Errc::not_found) co_return row.error();
    if (!row) co_return ok();  // whose callback this is nobody knows: it is refused for its state
    const auto spec = integrations.spec_for(*row);
    if (!spec) co_return ok();
    const auto& rename = (*spec)->method.authorize.rename;
    const auto own = rename.find("state");
    if (own == rename.end()) co_return ok();
    for (auto& [name, value] : ask.parameters)
        if (name == own->second) name = "state";
    co_return ok();
}

}  // namespace

Task<Result<CallbackAnswer>> Callback::handle(CallbackAsk ask) {
    if (const auto refusal = callback_check::well_formed(ask.parameters))
        co_return co_await refuse(context_, ask, *refusal, nullptr);
    const bool is_named = !callback_check::parameter(ask.parameters, "state").empty();
    if (!is_named) CO_CHECK(co_await name_state(context_.services.integrations, ask));
    const std::string state{callback_check::parameter(ask.parameters, "state")};
    auto taken = co_await context_.flows.take(state);
    if (!taken) {
        const Error why = taken.error();
        if (why.code != Errc::unavailable) co_return why;
        co_return co_await interrupt(context_, ask, why);
    }
    auto flow = *std::move(taken);
    if (!flow) {
        const Refusal unknown{.detail = state.empty() ? "state is missing"
                                                      : "state is unknown, used or expired"};
        co_return co_await refuse(context_, ask, unknown, nullptr);
    }
    CO_TRY(auto answer, co_await follow(context_, ask, *std::move(flow)));
    answer.spent_cookie = flow_cookie_name(state);
    co_return answer;
}

}  // namespace fairlead::oauth
