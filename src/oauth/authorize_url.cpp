// SPDX-License-Identifier: Apache-2.0
#include "oauth/authorize_url.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "oauth/pkce.h"
#include "oauth/token_request.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::Authorize;

net::Pairs standard_parameters(const OAuthClient& client, const FlowState& flow,
                               const std::string& state) {
    const auto& authorize = client.method().authorize;
    const bool is_signed = client.method().kind == catalog::AuthKind::oauth1;
    net::Pairs pairs{{"response_type", "code"},
                     {"client_id", client.client_id},
                     {"redirect_uri", flow.redirect_uri}};
    // RFC 5849 section 2.2: the platform knows the rest since it gave the request token.
    if (is_signed) pairs = {{"oauth_token", std::string{flow.request_token.token.expose()}}};
    const auto& separator = authorize.scope_raw ? *authorize.scope_raw : authorize.scope_join;
    if (!flow.scopes.empty()) pairs.emplace_back("scope", join(flow.scopes, separator));
    if (is_signed) return pairs;
    pairs.emplace_back("state", state);
    if (!flow.verifier.empty()) {
        pairs.emplace_back("code_challenge", challenge_of(flow.verifier.expose()));
        pairs.emplace_back("code_challenge_method", "S256");
    }
    if (!flow.nonce.empty()) pairs.emplace_back("nonce", flow.nonce);
    return pairs;
}

/// What the file adds wins over a standard parameter of the same name, but never over those that
/// keep the flow safe.
bool is_ours(const std::string& name) {
    return name == "state" || name == "code_challenge" || name == "code_challenge_method" ||
           name == "nonce" || name == "redirect_uri" || name == "oauth_token";
}

Result<void> add_extra(net::Pairs& pairs, const Authorize& authorize,
                       const catalog::Bindings& bindings) {
    for (const auto& extra : authorize.extra) {
        TRY(auto value, catalog::render(extra.value, bindings, catalog::Place::text));
        const auto same =
            std::ranges::find(pairs, extra.name, &std::pair<std::string, std::string>::first);
        if (same == pairs.end())
            pairs.emplace_back(extra.name, std::move(value));
        else if (!is_ours(extra.name))
            same->second = std::move(value);
    }
    return ok();
}

std::string query_of(const net::Pairs& pairs, const Authorize& authorize) {
    const auto renamed_scope = authorize.rename.find("scope");
    const auto scope = renamed_scope == authorize.rename.end() ? "scope" : renamed_scope->second;
    std::string query;
    for (const auto& [name, value] : pairs) {
        if (!query.empty()) query += '&';
        const bool raw = authorize.scope_raw.has_value() && name == scope;
        query += percent_encode(name) + '=' + (raw ? value : percent_encode(value));
    }
    return query;
}

std::string assemble(std::string url, const std::string& query, const Authorize& authorize) {
    if (!authorize.hash_route.empty())
        return url + (authorize.hash_route.front() == '/' ? "#" : "#/") + authorize.hash_route +
               "?" + query;
    const bool has_query = url.find('?') != std::string::npos;
    url += has_query ? '&' : '?';
    url += query;
    if (!authorize.hash.empty()) url += "#" + authorize.hash;
    return url;
}

}  // namespace

Result<std::string> authorize_url(const OAuthClient& client, const FlowState& flow,
                                  const std::string& state) {
    const auto& authorize = client.method().authorize;
    auto bindings = bindings_for(client, flow.vars);
    bindings.set("state", state);
    bindings.set("redirect_uri", flow.redirect_uri);
    if (!flow.verifier.empty())
        bindings.set("challenge_hex", hex_encode(crypto::sha256(flow.verifier.expose())));
    for (const char* name : {"scope", "scopes"})
        bindings.set(name, join(flow.scopes, authorize.scope_join));
    // As unguessable as what it is made of, and the same however often this is asked.
    bindings.set("rand", crypto::sha256_hex("rand:" + state).substr(0, 32));
    auto pairs = standard_parameters(client, flow, state);
    std::erase_if(pairs, [&](const auto& pair) {
        return std::ranges::find(authorize.omit, pair.first) != authorize.omit.end();
    });
    CHECK_OK(add_extra(pairs, authorize, bindings));
    for (auto& [name, value] : pairs)
        if (const auto renamed = authorize.rename.find(name); renamed != authorize.rename.end())
            name = renamed->second;
    TRY(const auto* const source, catalog::choose(authorize.url, bindings));
    TRY(auto url, catalog::render(*source, bindings, catalog::Place::url));
    TRY(const auto parsed, net::Url::parse(url));
    return assemble(parsed.text(), query_of(pairs, authorize), authorize);
}

}  // namespace fairlead::oauth
