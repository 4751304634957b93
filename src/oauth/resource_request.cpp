// SPDX-License-Identifier: Apache-2.0
#include "oauth/resource_request.h"

#include "oauth/attach_token.h"
#include "oauth/credential.h"
#include "oauth/page_walk.h"
#include "oauth/token_request.h"

namespace fairlead::oauth {

using catalog::PagingStyle;
using catalog::Place;

namespace {

constexpr Milliseconds resource_patience{60'000};
constexpr std::size_t largest_page = 16 * 1024 * 1024;

Result<catalog::Bindings> bindings_of(const PageQuestion& question, const Secret& token) {
    const auto& client = *question.client;
    auto bindings = bindings_for(client, question.connection.vars);
    CHECK_OK(bind_credential(bindings, client.method(), token));
    bindings.set("account.id", question.connection.provider_account_id);
    bindings.set_document("metadata", from_json(question.connection.metadata));
    for (const auto& [name, value] : question.names) bindings.set(name, value);
    bindings.set("since", question.since);
    bindings.set("rand", question.nonce);
    bindings.set_now(question.now);
    return bindings;
}

/// What every call of this API carries; the resource's own wins.
Result<void> add_common(net::ClientRequest& call, const catalog::AuthMethod& method,
                        const catalog::Bindings& bindings) {
    const auto& api = method.api;
    net::Pairs query;
    for (const auto& parameter : api.query) {
        if (is_unsaid(parameter.value, method, bindings)) continue;
        TRY(const auto value, catalog::render_secret(parameter.value, bindings, Place::text));
        if (!value.empty()) query.emplace_back(parameter.name, value.expose());
    }
    if (!query.empty()) {
        TRY(call.url, net::Url::parse(net::add_query(call.url.text(), query)));
    }
    for (const auto& header : api.headers) {
        if (call.headers.has(header.name) && header.name != "Accept") continue;
        if (is_unsaid(header.value, method, bindings)) continue;
        TRY(const auto value, catalog::render_secret(header.value, bindings, Place::header));
        call.headers.set(header.name, value.expose());
    }
    return ok();
}

bool follows_links(const catalog::Paging& paging) {
    return paging.style == PagingStyle::link_header || paging.style == PagingStyle::link_body;
}

Result<std::vector<net::Url>> addresses(const PageQuestion& question, net::Url first,
                                        const catalog::Bindings& bindings) {
    std::vector<net::Url> found{std::move(first)};
    const auto& base = question.client->method().api.base;
    if (base.empty()) return found;
    TRY(const auto* const source, catalog::choose(base, bindings));
    TRY(const auto text, catalog::render_secret(*source, bindings, Place::url));
    TRY(auto url, net::Url::parse(text.expose()));
    found.push_back(std::move(url));
    return found;
}

Result<void> check_link(const PageQuestion& question, const net::Url& first,
                        const catalog::Bindings& bindings) {
    if (!follows_links(question.walk.paging) || question.at.empty()) return ok();
    TRY(const auto link, net::Url::parse(question.at));
    TRY(const auto own, addresses(question, first, bindings));
    if (leads_to(link, own)) return ok();
    return Error{Errc::invalid,
                 "This place in a fetch leads to a host that is not the provider's."};
}

}  // namespace

Result<net::ClientRequest> build_page_call(const PageQuestion& question, const Secret& token) {
    const auto& client = *question.client;
    TRY(const auto bindings, bindings_of(question, token));
    TRY(auto call, build_token_request(question.walk.request, client, {}, bindings));
    CHECK_OK(check_link(question, call.url, bindings));
    CHECK_OK(add_common(call, client.method(), bindings));
    if (!question.since.empty()) {
        CHECK_OK(put_value(call, question.since_name, json::string(question.since)));
    }
    CHECK_OK(ask_for_page(call, question.walk.paging, question.at, question.size));
    call.repeatable = true;
    call.total_timeout = resource_patience;
    call.max_body = largest_page;
    CHECK_OK(attach_token(call, client, bindings, token, OnceOnly{question.nonce, question.now}));
    return call;
}

Result<std::vector<net::Url>> own_addresses(const PageQuestion& question, const Secret& token) {
    TRY(const auto bindings, bindings_of(question, token));
    TRY(auto call, build_token_request(question.walk.request, *question.client, {}, bindings));
    return addresses(question, std::move(call.url), bindings);
}

}  // namespace fairlead::oauth
