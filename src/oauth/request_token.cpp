// SPDX-License-Identifier: Apache-2.0
#include "oauth/request_token.h"

#include "oauth/signed_leg.h"

namespace fairlead::oauth {

namespace {

Result<net::ClientRequest> build(const catalog::Request& request, const OAuthClient& client,
                                 const FlowState& flow, const std::string& state,
                                 const OnceOnly& once) {
    auto bindings = bindings_for(client, flow.vars);
    bindings.set_now(once.now);
    TRY(auto call, build_token_request(request, client, {}, bindings));
    const auto callback = net::add_query(flow.redirect_uri, {{"state", state}});
    CHECK_OK(sign_call(call, client, SigningToken{}, once, {{"oauth_callback", callback}}));
    return call;
}

bool is_confirmed(const TokenAnswer& answer) {
    const auto said = scalar_text(find_pointer(answer.document, "/oauth_callback_confirmed"));
    return said == "true" || said == "1";
}

}  // namespace

Task<Result<std::optional<ConnectFault>>> ask_for_request_token(ConnectContext& context,
                                                                const OAuthClient& client,
                                                                std::string state,
                                                                FlowState& flow) {
    const auto& services = context.services;
    auto request = catalog::signed_consent(client.method()).request;
    const auto once = OnceOnly::make(services.random, services.clock.now());
    auto call = build(request, client, flow, state, once);
    CO_TRY(auto answer, co_await call_leg(context, client, std::move(request), std::move(call),
                                          Leg::request_token));
    if (!answer.fault && !is_confirmed(answer.outcome.answer))
        answer.fault = fault_of(ConnectFailure::provider_error, *client.provider,
                                "the platform did not confirm the callback (OAuth 1.0a)");
    flow.request_token = std::move(answer.token);
    co_return std::move(answer.fault);
}

}  // namespace fairlead::oauth
