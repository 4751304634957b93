// SPDX-License-Identifier: Apache-2.0
#include "oauth/api_call.h"

#include "oauth/attach_token.h"
#include "oauth/token_request.h"

namespace fairlead::oauth {

namespace {

using catalog::Attach;
using catalog::Place;

constexpr JsonLimits answer_limits{1024 * 1024, 64};

catalog::Bindings bindings_of(ConnectContext& context, const OAuthClient& client,
                              const Secret& token, const CallMaterial& material) {
    auto bindings = bindings_for(client, material.vars);
    bindings.set_secret("token", token.duplicate());
    bindings.set_document("claim", material.id_claims);
    bindings.set_document("step1", material.token_document, catalog::Bindings::Sensitivity::secret);
    bindings.set_now(context.services.clock.now());
    return bindings;
}

}  // namespace

Result<void> attach_token(net::ClientRequest& call, const OAuthClient& client,
                          const catalog::Bindings& bindings, const Secret& token) {
    if (call.headers.has("Authorization")) return ok();
    if (client.method().attach.empty()) {
        call.headers.set("Authorization", "Bearer " + std::string{token.expose()});
        return ok();
    }
    for (const auto& attach : client.method().attach) {
        if (attach.where == Attach::Where::header) {
            TRY(const auto value, catalog::render_secret(attach.value, bindings, Place::header));
            call.headers.set(attach.name, value.expose());
        } else if (attach.where == Attach::Where::query) {
            TRY(const auto value, catalog::render_secret(attach.value, bindings, Place::text));
            const net::Pairs pair{{attach.name, std::string{value.expose()}}};
            TRY(call.url, net::Url::parse(net::add_query(call.url.text(), pair)));
        }
    }
    return ok();
}

namespace {

Result<net::ClientRequest> build(const OAuthClient& client, const catalog::Request& request,
                                 const catalog::Bindings& bindings, const Secret& token) {
    TRY(auto call, build_token_request(request, client, {}, bindings));
    CHECK_OK(attach_token(call, client, bindings, token));
    call.repeatable = call.method == net::Method::get;
    return call;
}

bool is_ok(const catalog::Request& request, const json::value& document) {
    if (!request.ok) return true;
    return scalar_text(find_pointer(document, request.ok->at)).value_or("") == request.ok->is;
}

ApiAnswer read(const OAuthClient& client, const catalog::Request& request,
               const net::Exchange& exchange, std::string what) {
    const auto& provider = *client.provider;
    ApiAnswer answer;
    if (!exchange.answered() || exchange.response->status / 100 != 2) {
        answer.fault = fault_of(exchange, provider, std::move(what));
        return answer;
    }
    auto document = parse_json(exchange.response->body, answer_limits);
    if (!document || !is_ok(request, *document))
        answer.fault = fault_of(ConnectFailure::provider_error, provider,
                                what + ", the answer cannot be read");
    else
        answer.document = *std::move(document);
    return answer;
}

}  // namespace

Task<Result<ApiAnswer>> call_api(ConnectContext& context, const OAuthClient& client,
                                 const catalog::Request& request, const Secret& access_token,
                                 const CallMaterial& material, std::string what) {
    const auto bindings = bindings_of(context, client, access_token, material);
    auto call = build(client, request, bindings, access_token);
    if (!call) {
        ApiAnswer answer;
        answer.fault = fault_of(ConnectFailure::provider_error, *client.provider,
                                what + ", " + call.error().message + " " + call.error().detail);
        co_return answer;
    }
    CO_TRY(auto exchange, co_await context.services.http.send(*std::move(call)));
    co_return read(client, request, exchange, std::move(what));
}

}  // namespace fairlead::oauth
