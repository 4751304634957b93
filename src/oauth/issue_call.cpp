// SPDX-License-Identifier: Apache-2.0
#include "oauth/issue_call.h"

#include "oauth/assertion.h"
#include "oauth/credential.h"
#include "oauth/request_rand.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::ClientAuth;

Error cannot(const catalog::ProviderSpec& provider, const std::string& why) {
    return Error{.code = Errc::conflict,
                 .message = "This version cannot connect " + provider.name + ": " + why,
                 .reason = "not_oauth"};
}

bool is_of_the_credential(const std::string& name) {
    return name.starts_with("cred.") || name.starts_with("app.") || name.starts_with("step");
}

bool wants_it(const catalog::Parameters& parameters) {
    return std::ranges::any_of(parameters, [](const auto& parameter) {
        return std::ranges::any_of(parameter.value.names(), is_of_the_credential);
    });
}

/// Calls carry the token, and the credential stays where it is sealed.
bool calls_want_the_credential(const catalog::AuthMethod& method) {
    const auto wants = [](const catalog::Attach& attach) {
        return std::ranges::any_of(attach.value.names(), is_of_the_credential) ||
               std::ranges::any_of(attach.password.names(), is_of_the_credential);
    };
    return wants_it(method.api.headers) || wants_it(method.api.query) ||
           std::ranges::any_of(method.attach, wants);
}

Secret member(const Credential& credential, const char* name) {
    const auto found = credential.find(name);
    return found == credential.end() ? Secret{} : found->second.duplicate();
}

/// Who asks: `client` with the id and the secret of the credential, if it has any.
Result<OAuthClient> account_client(const OAuthClient& client, const Secret& packed) {
    TRY(const auto credential, unpack_credential(client.method(), packed));
    OAuthClient own;
    own.integration = client.integration;
    own.workspace = client.workspace;
    own.key = client.key;
    own.provider = client.provider;
    own.client_id = member(credential, "client_id").expose();
    own.client_secret = member(credential, "client_secret");
    own.vars = client.vars;
    return own;
}

Result<catalog::Bindings> bindings_of(const OAuthClient& own, const Vars& vars,
                                      const Secret& packed, Time now) {
    auto bindings = bindings_for(own, vars);
    CHECK_OK(bind_members(bindings, own.method(), packed));
    bindings.set_now(now);
    return bindings;
}

constexpr const char* jwt_bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr const char* client_jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What the grant sends, before the provider's file has its say.
Result<Fields> fields_of(const catalog::AuthMethod& method, const catalog::Bindings& bindings,
                         Time now) {
    const bool is_jwt_grant = method.kind == catalog::AuthKind::jwt_grant;
    const auto standard = is_jwt_grant ? jwt_bearer : "client_credentials";
    Fields fields;
    fields.push_back({"grant_type", Secret::copy_of(method.token.grant.empty()
                                                        ? std::string_view{standard}
                                                        : std::string_view{method.token.grant})});
    const bool proves_client = method.token.client == ClientAuth::assertion;
    if (!is_jwt_grant && !proves_client) return fields;
    TRY(auto assertion, sign_assertion(method, bindings, now));
    if (proves_client)
        fields.push_back({"client_assertion_type", Secret::copy_of(client_jwt_bearer)});
    fields.push_back({proves_client ? "client_assertion" : "assertion", std::move(assertion)});
    return fields;
}

}  // namespace

Result<void> check_issue(const catalog::ProviderSpec& provider) {
    const auto& method = provider.method;
    const auto& token = method.token;
    if (token.url.empty()) return cannot(provider, "its log-in takes several calls.");
    if (token.send == catalog::Encoding::xml) return cannot(provider, "its log-in is in XML.");
    const bool wants_assertion =
        token.client == ClientAuth::assertion || method.kind == catalog::AuthKind::jwt_grant;
    if (wants_assertion && !has_assertion(method))
        return cannot(provider, "its file does not say how its assertion is signed.");
    if (std::ranges::find(token.read.access, std::string{}) != token.read.access.end())
        return cannot(provider, "its token is a text and nothing else.");
    if (token.mtls) return cannot(provider, "it wants a client certificate for each token.");
    if (token.grant == "password")
        return cannot(provider, "it wants a user's password for each token.");
    if (calls_want_the_credential(method))
        return cannot(provider, "each call wants the credential beside the token.");
    return ok();
}

Result<net::ClientRequest> build_issue_call(const OAuthClient& client, const Vars& vars,
                                            const Secret& packed, Time now, Random& random) {
    TRY(const auto own, account_client(client, packed));
    TRY(auto bindings, bindings_of(own, vars, packed, now));
    bindings.set("rand", draw_rand(random));
    auto request = client.method().token;
    TRY(auto fields, fields_of(client.method(), bindings, now));
    // The assertion among the fields is what proves the client.
    if (request.client == ClientAuth::assertion) request.client = ClientAuth::none;
    return build_token_request(request, own, std::move(fields), bindings);
}

Result<net::ClientRequest> build_issue_revocation(const OAuthClient& client, const Vars& vars,
                                                  const Secret& packed, const Secret& token,
                                                  Time now) {
    TRY(const auto own, account_client(client, packed));
    TRY(auto bindings, bindings_of(own, vars, packed, now));
    bindings.set_secret("token", token.duplicate());
    auto fields = revoke_fields(token, TokenHint::access_token);
    return build_token_request(client.method().revoke->request, own, std::move(fields), bindings);
}

}  // namespace fairlead::oauth
