// SPDX-License-Identifier: Apache-2.0
#include "oauth/verifier_exchange.h"

#include "oauth/signed_leg.h"

namespace fairlead::oauth {

namespace {

Result<net::ClientRequest> build(const OAuthClient& client, const FlowState& flow, const Vars& vars,
                                 const Secret& verifier, const OnceOnly& once) {
    auto bindings = bindings_for(client, vars);
    bindings.set_now(once.now);
    TRY(auto call, build_token_request(client.method().token, client, {}, bindings));
    CHECK_OK(sign_call(call, client, flow.request_token, once,
                       {{"oauth_verifier", std::string{verifier.expose()}}}));
    return call;
}

}  // namespace

Task<Result<ExchangedCode>> exchange_verifier(ConnectContext& context, const OAuthClient& client,
                                              const FlowState& flow, Secret verifier,
                                              const net::Pairs& parameters) {
    const auto& services = context.services;
    const auto& method = client.method();
    ExchangedCode out;
    out.vars = flow.vars;
    if (const auto captured = capture_from_callback(method, parameters, out.vars); !captured) {
        out.fault = unusable(*client.provider, captured.error());
        co_return out;
    }
    const auto once = OnceOnly::make(services.random, services.clock.now());
    auto call = build(client, flow, out.vars, verifier, once);
    auto request = method.token;
    out.sent = services.clock.boottime();
    CO_TRY(auto answer, co_await call_leg(context, client, std::move(request), std::move(call),
                                          Leg::access_token));
    out.fault = std::move(answer.fault);
    if (out.fault) co_return out;
    auto& said = answer.outcome.answer;
    const auto captured =
        capture_from_token(method, said.document, answer.token.token.expose(), out.vars);
    if (!captured) out.fault = unusable(*client.provider, captured.error());
    out.tokens.access = pack(answer.token);
    out.tokens.token_type = signing_token_type;
    out.tokens.lifetime = said.tokens.expires_in.value_or(Seconds{0});
    out.scopes = std::move(said.tokens.scopes);
    out.token_document = std::move(said.document);
    co_return out;
}

}  // namespace fairlead::oauth
