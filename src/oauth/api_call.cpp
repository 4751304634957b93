// SPDX-License-Identifier: Apache-2.0
#include "oauth/api_call.h"

#include "oauth/attach_token.h"
#include "oauth/connect_wait.h"
#include "oauth/credential.h"
#include "oauth/granted_scopes.h"
#include "oauth/request_rand.h"
#include "oauth/retry_after.h"
#include "oauth/token_request.h"

namespace fairlead::oauth {

namespace {

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

bool is_ok(const catalog::Request& request, const json::value& document) {
    if (!request.ok) return true;
    return scalar_text(find_pointer(document, request.ok->at)).value_or("") == request.ok->is;
}

catalog::ErrorClass meaning_of(const OAuthClient& client, const net::Exchange& exchange) {
    const auto& answer = *exchange.response;
    return catalog::judge(client.method().api.errors, catalog::ErrorContext::api, answer.status,
                          answer.headers, answer.body)
        .error_class;
}

ApiAnswer read(const OAuthClient& client, const catalog::Request& request,
               const net::Exchange& exchange, Time now, std::string what) {
    const auto& provider = *client.provider;
    ApiAnswer answer;
    if (!exchange.answered() || exchange.response->status / 100 != 2) {
        answer.fault = fault_of(exchange, provider, std::move(what));
        if (exchange.answered()) answer.meaning = meaning_of(client, exchange);
        if (exchange.answered() && answer.fault->failure == ConnectFailure::rate_limited)
            set_wait(*answer.fault, retry_after(exchange.response->headers, now));
        return answer;
    }
    auto document = parse_json(exchange.response->body, api_answer_limits);
    if (document && is_ok(request, *document)) {
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
