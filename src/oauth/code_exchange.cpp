// SPDX-License-Identifier: Apache-2.0
#include "oauth/code_exchange.h"

#include "base/text.h"
#include "oauth/request_rand.h"
#include "oauth/token_call.h"

namespace fairlead::oauth {

namespace {

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
    bindings.set("rand", draw_rand(context.services.random));
    bindings.set_now(context.services.clock.now());
    Fields fields;
    if (!request.grant.empty()) fields.push_back({"grant_type", Secret::copy_of(request.grant)});
    out.sent = context.services.clock.boottime();
    auto call = build_token_request(request, client, std::move(fields), bindings);
    CO_TRY(auto asked, co_await call_for_token(context, client, request, std::move(call)));
    out.fault = std::move(asked.fault);
    if (out.fault) co_return ok();
    const auto captured =
        capture_from_exchange(client.method(), asked.outcome.answer.document, out.vars);
    if (!captured) out.fault = unusable(*client.provider, captured.error());
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
        out.fault = unusable(*client.provider, captured.error());
        co_return out;
    }
    auto bindings = bindings_for(client, out.vars);
    bindings.set("redirect_uri", flow.redirect_uri);
    bindings.set("scopes", join(flow.scopes, method.authorize.scope_join));
    bindings.set("rand", draw_rand(context.services.random));
    bindings.set_now(context.services.clock.now());
    for (const auto& [name, value] : parameters)
        if (name == "state") bindings.set(name, value);
    auto fields = code_fields(method.token, code, flow.redirect_uri, flow.verifier);
    bindings.set_secret("code", std::move(code));
    out.sent = context.services.clock.boottime();
    auto call = build_token_request(method.token, client, std::move(fields), bindings);
    CO_TRY(auto asked, co_await call_for_token(context, client, method.token, std::move(call)));
    out.fault = std::move(asked.fault);
    if (out.fault) co_return out;
    auto& answer = asked.outcome.answer;
    const auto captured =
        capture_from_token(method, answer.document, answer.tokens.access.expose(), out.vars);
    if (!captured) out.fault = unusable(*client.provider, captured.error());
    out.token_document = std::move(answer.document);
    keep(std::move(answer), out);
    if (!out.fault && method.exchange) CO_CHECK(co_await second_call(context, client, out));
    co_return out;
}

}  // namespace fairlead::oauth
