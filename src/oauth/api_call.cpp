// SPDX-License-Identifier: Apache-2.0
#include "oauth/api_call.h"

#include "oauth/attach_token.h"
#include "oauth/byte_order_mark.h"
#include "oauth/connect_wait.h"
#include "oauth/credential.h"
#include "oauth/granted_scopes.h"
#include "oauth/request_rand.h"
#include "oauth/retry_after.h"
#include "oauth/throttle_wait.h"
#include "oauth/token_request.h"

namespace fairlead::oauth {

namespace {

using catalog::ErrorClass;

constexpr JsonLimits api_answer_limits{1024 * 1024, 64};

Result<catalog::Bindings> bindings_of(ConnectContext& context, const OAuthClient& client,
                                      const Secret& token, const CallMaterial& material) {
    auto bindings = bindings_for(client, material.vars);
    CHECK_OK(bind_credential(bindings, client.method(), token));
    bindings.set_document("claim", material.id_claims);
    bindings.set_document("step1", material.token_document, catalog::Bindings::Sensitivity::secret);
    bindings.set("rand", draw_rand(context.services.random));
    bindings.set_now(context.services.clock.now());
    bind_granted_scopes(bindings, client.method(), material.token_document);
    return bindings;
}

Result<net::ClientRequest> build(const OAuthClient& client, const catalog::Request& request,
                                 const catalog::Bindings& bindings, const Secret& token,
                                 const OnceOnly& once) {
    TRY(auto call, build_token_request(request, client, {}, bindings));
    call.repeatable = call.method == net::Method::get;
    CHECK_OK(attach_token(call, client, bindings, token, once));
    return call;
}

catalog::ErrorClass meaning_of(const OAuthClient& client, const net::Exchange& exchange) {
    const auto& answer = *exchange.response;
    return catalog::judge(client.method().api.errors, catalog::ErrorContext::api, answer.status,
                          answer.headers, answer.body)
        .error_class;
}

/// Not every platform says it with 429, nor its wait with Retry-After.
ConnectFault limited(const OAuthClient& client, const net::ClientResponse& response, Time now,
                     std::string what) {
    what += ", HTTP " + std::to_string(response.status);
    auto fault = fault_of(ConnectFailure::rate_limited, *client.provider, std::move(what));
    auto wait = retry_after(response.headers, now);
    const auto& throttle = client.method().api.throttle;
    if (!wait) wait = throttle_wait(throttle, response.headers, response.body, now);
    set_wait(fault, wait);
    return fault;
}

ApiAnswer read(const OAuthClient& client, const catalog::Request& request,
               const net::Exchange& exchange, Time now, std::string what) {
    const auto& provider = *client.provider;
    ApiAnswer answer;
    if (!exchange.answered() || exchange.response->status / 100 != 2) {
        if (exchange.answered()) answer.meaning = meaning_of(client, exchange);
        answer.fault = fault_of(exchange, provider, what);
        if (answer.meaning == ErrorClass::rate_limited)
            answer.fault = limited(client, *exchange.response, now, std::move(what));
        return answer;
    }
    auto document = parse_json(without_mark(exchange.response->body), api_answer_limits);
    if (document && (!request.ok || request.ok->is_met(*document))) {
        answer.document = *std::move(document);
        return answer;
    }
    answer.meaning = meaning_of(client, exchange);
    answer.fault =
        fault_of(ConnectFailure::provider_error, provider, what + ", the answer cannot be read");
    return answer;
}

}  // namespace

Task<Result<ApiAnswer>> call_api(ConnectContext& context, const OAuthClient& client,
                                 const catalog::Request& request, const Secret& access_token,
                                 const CallMaterial& material, std::string what) {
    CO_TRY(const auto bindings, bindings_of(context, client, access_token, material));
    const auto once = OnceOnly::make(context.services.random, context.services.clock.now());
    auto call = build(client, request, bindings, access_token, once);
    if (!call) {
        ApiAnswer answer;
        answer.fault = fault_of(ConnectFailure::provider_error, *client.provider,
                                what + ", " + call.error().message + " " + call.error().detail);
        co_return answer;
    }
    CO_TRY(auto exchange, co_await context.services.http.send(*std::move(call)));
    co_return read(client, request, exchange, context.services.clock.now(), std::move(what));
}

}  // namespace fairlead::oauth
