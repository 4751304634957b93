// SPDX-License-Identifier: Apache-2.0
#include "oauth/client_source.h"

#include "catalog/registration.h"
#include "oauth/connectable.h"
#include "oauth/credential.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace fairlead::oauth {

using catalog::Registration;

namespace {

/// A file that does not read well was refused when it was loaded.
Registration registration_of(const catalog::ProviderSpec& provider) {
    const auto read = catalog::registration_of(provider.method);
    return read ? *read : Registration{};
}

std::string callback_of(const std::string& base, const std::string& key) {
    return base + "/api/integrations/callback/" + key;
}

Error no_own_client(const char* why) {
    return Error{.code = Errc::invalid,
                 .message = std::string{"This platform takes no client id from you: "} + why,
                 .faults = {{"/clientId", "must be empty"}}};
}

}  // namespace

bool needs_app(const catalog::ProviderSpec& provider) {
    if (is_form(provider.method.kind)) return false;
    return registration_of(provider).how == Registration::How::operators;
}

Result<void> check_member_app(const catalog::ProviderSpec& provider) {
    // Where the server is one that a person names, none is taken of anybody (check_own_client).
    const bool is_taken = has_consent_page(provider.method.kind) && needs_app(provider) &&
                          !registration_of(provider).discovers;
    if (is_taken) return ok();
    return Error{.code = Errc::conflict,
                 .message = provider.name +
                            " is connected without an app that anybody registers there. Connect it "
                            "as it is.",
                 .reason = "no_app_wanted"};
}

bool needs_secret(const catalog::ProviderSpec& provider) {
    using catalog::ClientAuth;
    if (is_form(provider.method.kind)) return false;
    if (provider.method.kind == catalog::AuthKind::oauth1) return true;
    const auto client = provider.method.token.client;
    return client == ClientAuth::post || client == ClientAuth::basic ||
           client == ClientAuth::basic_secret_as_user;
}

bool is_by_document(const catalog::ProviderSpec& provider) {
    return registration_of(provider).how == Registration::How::document;
}

Result<void> check_own_client(const catalog::ProviderSpec& provider, const std::string& client_id) {
    if (client_id.empty()) return ok();
    const auto registration = registration_of(provider);
    if (registration.discovers)
        return no_own_client("its secret would go to whatever server a person names.");
    if (registration.how == Registration::How::document)
        return no_own_client("it knows this server by a document that Fairlead serves.");
    return ok();
}

std::string client_document_url(const std::string& base, const std::string& key) {
    return base + "/api/integrations/client/" + key;
}

Json client_document(const std::string& base, const std::string& key) {
    json::object document;
    document["client_id"] = client_document_url(base, key);
    document["client_name"] = "Fairlead";
    document["client_uri"] = base;
    document["redirect_uris"] = json::array{json::string(callback_of(base, key))};
    document["grant_types"] = json::array{"authorization_code", "refresh_token"};
    document["response_types"] = json::array{"code"};
    document["token_endpoint_auth_method"] = "none";
    return to_json(document);
}

Result<void> check_document(const std::string& base, const Integration& integration) {
    const bool is_default = integration.redirect_uri == callback_of(base, integration.key);
    if (base.starts_with("https://") && is_default) return ok();
    const char* why = is_default ? "this server has no https address that the platform could ask. "
                                   "Set PUBLIC_URL to one."
                                 : "the document names the default redirect URI alone. Leave the "
                                   "integration's empty.";
    return Error{.code = Errc::conflict,
                 .message = std::string{"This platform knows its clients by a document that they "
                                        "serve, and "} +
                            why,
                 .reason = "integration_not_configured"};
}

}  // namespace fairlead::oauth
