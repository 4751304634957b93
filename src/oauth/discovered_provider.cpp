// SPDX-License-Identifier: Apache-2.0
#include "oauth/discovered_provider.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::ClientAuth;
using catalog::Template;

bool names_text(const std::vector<std::string>& list, const char* text) {
    return std::ranges::find(list, text) != list.end();
}

/// RFC 6749 section 2.3.1 prefers the header.
Result<ClientAuth> auth_of(const ServerMetadata& server) {
    if (names_text(server.client_auth, "client_secret_basic")) return ClientAuth::basic;
    if (names_text(server.client_auth, "client_secret_post")) return ClientAuth::post;
    return bad_document("it takes no client secret, which is how clients show who they are here");
}

Result<void> set_issuer(catalog::AuthMethod& method, const ServerMetadata& server) {
    catalog::Issuer issuer;
    TRY(issuer.issuer, Template::parse(server.issuer));
    if (server.sends_iss) issuer.iss_parameter = catalog::IssParameter::required;
    if (!server.jwks_url.empty()) {
        TRY(issuer.jwks, Template::parse(server.jwks_url));
        issuer.id_token = catalog::IdToken::verify;
    }
    method.issuer = std::move(issuer);
    return ok();
}

/// OpenID Connect Core section 11: what lasts is asked for by name, and with a consent anew.
Result<void> ask_for_what_lasts(catalog::AuthMethod& method, const ServerMetadata& server) {
    constexpr const char* lasting = "offline_access";
    if (!names_text(server.scopes, lasting)) return ok();
    if (!names_text(method.authorize.scopes, lasting))
        method.authorize.scopes.emplace_back(lasting);
    TRY(auto consent, Template::parse("consent"));
    method.authorize.extra.push_back({"prompt", std::move(consent)});
    return ok();
}

}  // namespace

Result<std::shared_ptr<const catalog::ProviderSpec>> at_addresses_of(
    const catalog::ProviderSpec& provider, const ServerMetadata& server) {
    auto found = std::make_shared<catalog::ProviderSpec>(provider);
    auto& method = found->method;
    // They are addresses as they stand: check_address refuses braces, which would make them templates.
    TRY(auto authorize, Template::parse(server.authorize_url));
    TRY(auto token, Template::parse(server.token_url));
    TRY(method.token.client, auth_of(server));
    method.authorize.url = {std::move(authorize)};
    method.token.url = {std::move(token)};
    method.refresh.request = method.token;
    if (!server.revoke_url.empty()) {
        catalog::RevokeRules revoke;
        TRY(auto url, Template::parse(server.revoke_url));
        revoke.request.url = {std::move(url)};
        revoke.request.client = method.token.client;
        method.revoke = std::move(revoke);
    }
    CHECK_OK(set_issuer(method, server));
    CHECK_OK(ask_for_what_lasts(method, server));
    return std::shared_ptr<const catalog::ProviderSpec>{std::move(found)};
}

}  // namespace fairlead::oauth
