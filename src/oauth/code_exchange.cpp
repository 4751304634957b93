// SPDX-License-Identifier: Apache-2.0
#include "oauth/code_exchange.h"

#include "oauth/token_request.h"

namespace fairlead::oauth {

namespace {

/// One call to a token endpoint and what it brought.
struct Asked {
    TokenOutcome outcome;
    std::optional<ConnectFault> fault;
};

ConnectFault unbuildable(const catalog::ProviderSpec& provider, const Error& error) {
    return fault_of(ConnectFailure::provider_error, provider,
                    error.message + (error.detail.empty() ? "" : ", " + error.detail));
}

void alarm_operator(Log& log, const OAuthClient& client, const TokenOutcome& outcome) {
    log.error("A platform refuses our client: check the integration.",
              {{"provider", client.provider->id},
               {"integration", client.key},
               {"status", outcome.status},
               {"error", outcome.code},
               {"description", outcome.description}});
}

Task<Result<Asked>> ask(ConnectContext& context, const OAuthClient& client,
                        const catalog::Request& request, Fields fields,
                        const catalog::Bindings& bindings) {
    Asked asked;
    auto call = build_token_request(request, client, std::move(fields), bindings);
    if (!call) {
        asked.fault = unbuildable(*client.provider, call.error());
        co_return asked;
    }
    call->repeatable = false;
    // The same endpoint as the refreshes', and no faster.
    call->total_timeout = client.method().refresh.deadline;
    const auto& services = context.services;
    const ReadOptions options{services.clock.now(), client.method().refresh.lifetime, false};
    CO_TRY(auto exchange, co_await services.http.send(*std::move(call)));
    asked.outcome =
        judge_exchange(client.method(), request, options, exchange, services.clock.now());
    if (asked.outcome.kind != OutcomeKind::success)
        asked.fault = fault_of(asked.outcome, exchange, *client.provider);
    if (asked.outcome.kind == OutcomeKind::operator_fault)
        alarm_operator(services.log, client, asked.outcome);
    if (exchange.answered()) wipe_string(exchange.response->body);
    co_return asked;
}

void keep(TokenAnswer answer, ExchangedCode& out) {
    out.tokens.access = std::move(answer.tokens.access);
    if (!answer.tokens.refresh.empty()) out.tokens.refresh = std::move(answer.tokens.refresh);
    out.tokens.token_type = answer.tokens.token_type;
    out.tokens.lifetime = answer.tokens.expires_in.value_or(Seconds{0});
    if (answer.tokens.scopes) out.scopes = std::move(answer.tokens.scopes);
    if (!answer.id_token.empty()) out.id_token = std::move(answer.id_token);
}

Task<Result<void>> second_call(ConnectContext& context, const OAuthClient& client,
                               ExchangedCode& out) {
    const auto& request = *client.method().exchange;
    auto bindings = bindings_for(client, out.vars);
    bindings.set_secret("token", out.tokens.access.duplicate());
    bindings.set_secret("refresh", out.tokens.refresh.duplicate());
    bindings.set_document("step1", out.token_document, catalog::Bindings::Sensitivity::secret);
    bindings.set_now(context.services.clock.now());
    Fields fields;
    if (!request.grant.empty()) fields.push_back({"grant_type", Secret::copy_of(request.grant)});
    out.sent = context.services.clock.boottime();
    CO_TRY(auto asked, co_await ask(context, client, request, std::move(fields), bindings));
    out.fault = std::move(asked.fault);
    if (out.fault) co_return ok();
    const auto captured =
        capture_from_exchange(client.method(), asked.outcome.answer.document, out.vars);
    if (!captured) out.fault = unbuildable(*client.provider, captured.error());
    keep(std::move(asked.outcome.answer), out);
    co_return ok();
}

}  // namespace

Task<Result<ExchangedCode>> exchange_code(ConnectContext& context, const OAuthClient& client,
                                          const FlowState& flow, Secret code,
                                          const net::Pairs& parameters) {
    const auto& method = client.method();
    ExchangedCode out;
    out.vars = flow.vars;
    if (const auto captured = capture_from_callback(method, parameters, out.vars); !captured) {
        out.fault = unbuildable(*client.provider, captured.error());
        co_return out;
    }
    auto bindings = bindings_for(client, out.vars);
    bindings.set("redirect_uri", flow.redirect_uri);
    bindings.set_now(context.services.clock.now());
    auto fields = code_fields(method.token, code, flow.redirect_uri, flow.verifier);
    bindings.set_secret("code", std::move(code));
    out.sent = context.services.clock.boottime();
    CO_TRY(auto asked, co_await ask(context, client, method.token, std::move(fields), bindings));
    out.fault = std::move(asked.fault);
    if (out.fault) co_return out;
    auto& answer = asked.outcome.answer;
    const auto captured =
        capture_from_token(method, answer.document, answer.tokens.access.expose(), out.vars);
    if (!captured) out.fault = unbuildable(*client.provider, captured.error());
    out.token_document = std::move(answer.document);
    keep(std::move(answer), out);
    if (!out.fault && method.exchange) CO_CHECK(co_await second_call(context, client, out));
    co_return out;
}

}  // namespace fairlead::oauth
