// SPDX-License-Identifier: Apache-2.0
#include "oauth/introspection.h"

#include "oauth/token_request.h"
#include "oauth/token_response.h"

namespace fairlead::oauth {

namespace {

constexpr Milliseconds introspection_patience{5000};

/// A GET carries what its file says and nothing by itself: neither token nor client secret belong
/// into a URL unasked.
catalog::Request as_sent(catalog::Request request) {
    if (request.verb == "GET" && request.client == catalog::ClientAuth::post)
        request.client = catalog::ClientAuth::omitted;
    return request;
}

catalog::TokenFields fields_of(const catalog::Request& request) {
    auto fields = request.read;
    if (fields.expires_at.empty()) fields.expires_at = {"/exp"};
    return fields;
}

}  // namespace

Task<Result<std::optional<Seconds>>> introspect_lifetime(net::HttpClient& http,
                                                         const OAuthClient& client, Vars vars,
                                                         Secret access, Time now) {
    std::optional<Seconds> unknown;
    if (!client.method().introspect || access.empty()) co_return unknown;
    const auto request = as_sent(*client.method().introspect);
    auto bindings = bindings_for(client, vars);
    bindings.set_secret("token", access.duplicate());
    bindings.set_now(now);
    Fields fields;
    if (request.verb != "GET") fields = revoke_fields(access, TokenHint::access_token);
    auto call = build_token_request(request, client, std::move(fields), bindings);
    if (!call) co_return unknown;
    call->total_timeout = introspection_patience;
    call->repeatable = true;
    CO_TRY(auto exchange, co_await http.send(*std::move(call)));
    if (!exchange.answered() || exchange.response->status / 100 != 2) co_return unknown;
    const auto document = parse_token_document(exchange.response->body, request);
    if (!document) co_return unknown;
    ReadOptions options;
    options.sent_at = now;
    co_return lifetime_in(*document, fields_of(request), options);
}

}  // namespace fairlead::oauth
