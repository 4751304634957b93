// SPDX-License-Identifier: Apache-2.0
#include "oauth/registered_client.h"

#include "oauth/server_metadata.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::Template;

Result<void> add_resource(catalog::Parameters& extra, const std::string& resource) {
    TRY(auto value, Template::parse(resource));
    extra.push_back({"resource", std::move(value)});
    return ok();
}

/// OpenID Connect Core section 11: nothing that lasts is given without asking for consent anew.
Result<void> ask_for_lasting(catalog::AuthMethod& method, const RegisteredWays& ways) {
    if (std::ranges::find(ways.scopes, "offline_access") == ways.scopes.end()) return ok();
    TRY(auto value, Template::parse("consent"));
    method.authorize.extra.push_back({"prompt", std::move(value)});
    return ok();
}

Result<void> set_revocation(catalog::AuthMethod& method, const RegisteredWays& ways) {
    if (ways.revoke_url.empty()) return ok();
    catalog::RevokeRules rules;
    TRY(auto url, Template::parse(ways.revoke_url));
    rules.request.url = {std::move(url)};
    method.revoke = std::move(rules);
    return ok();
}

/// RFC 8414's addresses in the place of the file's. None of them has a placeholder: check_address
/// refuses braces.
Result<void> set_addresses(catalog::AuthMethod& method, const RegisteredWays& ways) {
    TRY(auto authorize, Template::parse(ways.authorize_url));
    TRY(auto token, Template::parse(ways.token_url));
    method.authorize.url = {std::move(authorize)};
    method.token.url = {std::move(token)};
    method.refresh.request = method.token;
    if (method.authorize.scopes.empty()) method.authorize.scopes = ways.scopes;
    for (auto* extra :
         {&method.authorize.extra, &method.token.extra, &method.refresh.request.extra})
        CHECK_OK(add_resource(*extra, ways.resource));
    CHECK_OK(ask_for_lasting(method, ways));
    catalog::Issuer issuer;
    TRY(issuer.issuer, Template::parse(ways.issuer));
    if (ways.sends_iss) issuer.iss_parameter = catalog::IssParameter::required;
    method.issuer = std::move(issuer);
    return set_revocation(method, ways);
}

/// What the server said of itself in place of what the file says.
Result<void> set_ways(catalog::AuthMethod& method, const RegisteredWays& ways) {
    if (!ways.token_url.empty()) CHECK_OK(set_addresses(method, ways));
    method.token.client = ways.auth;
    method.refresh.request.client = ways.auth;
    if (method.revoke) method.revoke->request.client = ways.auth;
    return ok();
}

}  // namespace

Json RegisteredWays::json() const {
    json::object object;
    object["auth"] = auth_name(auth);
    object["manage"] = manage_url;
    object["issuer"] = issuer;
    object["authorize"] = authorize_url;
    object["token"] = token_url;
    object["revoke"] = revoke_url;
    object["resource"] = resource;
    object["sends_iss"] = sends_iss;
    object["scopes"] = json::array(scopes.begin(), scopes.end());
    return to_json(object);
}

RegisteredWays RegisteredWays::parse(const Json& details) {
    const auto document = from_json(details);
    const auto text = [&](const char* at) {
        return scalar_text(find_pointer(document, at)).value_or("");
    };
    RegisteredWays ways;
    ways.auth = auth_named(text("/auth")).value_or(catalog::ClientAuth::none);
    ways.manage_url = text("/manage");
    ways.issuer = text("/issuer");
    ways.authorize_url = text("/authorize");
    ways.token_url = text("/token");
    ways.revoke_url = text("/revoke");
    ways.resource = text("/resource");
    ways.sends_iss = text("/sends_iss") == "true";
    ways.scopes = texts_at(document, "/scopes");
    return ways;
}

vault::Place registration_place(ClientRegistrationId id, std::int64_t generation) {
    return {"client_registrations", "sealed", id.value, generation};
}

Owner registration_owner(const ClientRegistration& registration) {
    if (registration.user) return Owner::of(registration.workspace, *registration.user);
    return Owner::of(registration.workspace);
}

Secret pack_secrets(const Secret& client_secret, const Secret& access_token) {
    json::object object{{"client_secret", client_secret.expose()},
                        {"access_token", access_token.expose()}};
    return Secret{json::serialize(object)};
}

Result<RegistrationSecrets> unpack_secrets(const Secret& packed) {
    TRY(const auto document, parse_json(packed.expose()));
    const auto text = [&](const char* at) {
        return scalar_text(find_pointer(document, at)).value_or("");
    };
    RegistrationSecrets secrets;
    secrets.client_secret = Secret{text("/client_secret")};
    secrets.access_token = Secret{text("/access_token")};
    return secrets;
}

Result<std::shared_ptr<const OAuthClient>> registered_client(const OAuthClient& own,
                                                             const ClientRegistration& registration,
                                                             Secret client_secret) {
    auto provider = std::make_shared<catalog::ProviderSpec>(*own.provider);
    if (!registration.user)
        CHECK_OK(set_ways(provider->method, RegisteredWays::parse(registration.details)));
    auto client = std::make_shared<OAuthClient>();
    client->integration = own.integration;
    client->workspace = own.workspace;
    client->key = own.key;
    client->provider = std::move(provider);
    client->client_id = registration.client_id;
    client->client_secret = std::move(client_secret);
    client->vars = own.vars;
    client->secret_vars = duplicate(own.secret_vars);
    client->certificate = own.certificate;
    client->registration = registration.id;
    client->member = registration.user;
    return std::shared_ptr<const OAuthClient>{std::move(client)};
}

ConnectionReason refused_client(const OAuthClient& client) {
    return client.member ? ConnectionReason::member_app_refused : ConnectionReason::provider_config;
}

bool is_forgotten(const TokenOutcome& outcome) {
    return outcome.kind == OutcomeKind::operator_fault && outcome.code == "invalid_client";
}

}  // namespace fairlead::oauth
