// SPDX-License-Identifier: Apache-2.0
#include "oauth/connectable.h"

#include "catalog/registration.h"
#include "oauth/assertion.h"
#include "oauth/credential.h"
#include "oauth/form_check.h"
#include "oauth/issue_call.h"

#include <algorithm>

namespace fairlead::oauth {

bool has_consent_page(catalog::AuthKind kind) {
    return kind == catalog::AuthKind::oauth2_code || kind == catalog::AuthKind::oauth1 ||
           kind == catalog::AuthKind::mcp_oauth;
}

Result<void> check_kind(catalog::AuthKind kind) {
    if (has_consent_page(kind) || is_form(kind)) return ok();
    return Error{.code = Errc::conflict,
                 .message = std::string{"This version cannot connect platforms by "} +
                            catalog::to_text(kind) + " yet.",
                 .reason = "not_oauth"};
}

Result<void> check_operator_field(const catalog::AuthMethod& method) {
    const auto missing = operator_field(method);
    if (missing.empty()) return ok();
    return Error{
        .code = Errc::conflict,
        .message = "Fairlead cannot keep what this platform wants of its operator yet: \"" +
                   missing + "\".",
        .reason = "integration_not_configured"};
}

namespace {

using catalog::Attach;

Error cannot(const catalog::ProviderSpec& provider, const char* why) {
    return Error{.code = Errc::conflict,
                 .message = "This version cannot connect " + provider.name + ": " + why,
                 .reason = "not_oauth"};
}

/// A page that is asked for before anybody came back from it cannot stand where only that is told.
bool begins_after_its_end(const catalog::AuthMethod& method) {
    return std::ranges::any_of(method.authorize.url, [&](const catalog::Template& url) {
        return std::ranges::any_of(url.names(), [&](const std::string& name) {
            const auto* variable = method.find_variable(name);
            return variable && variable->from == catalog::VarSource::callback;
        });
    });
}

Result<void> check_consent(const catalog::ProviderSpec& provider) {
    const auto& method = provider.method;
    const auto& token = method.token;
    TRY(const auto registration, catalog::registration_of(method));
    const auto raw = from_json(method.raw);
    if (scalar_text(find_pointer(raw, "/start")) == "webhook")
        return cannot(provider,
                      "its consent begins with the platform, which tells its code by a webhook.");
    const bool discovers = registration.discovers || !catalog::discovered_issuer(method).empty();
    const bool has_page = discovers || !method.authorize.url.empty();
    if (!has_page || begins_after_its_end(method))
        return cannot(provider, "its file names no page that a consent could begin at.");
    if (token.client == catalog::ClientAuth::assertion && !has_assertion(method))
        return cannot(provider, "its file does not say how its assertion is signed.");
    return ok();
}

Result<void> check_attach(const catalog::ProviderSpec& provider) {
    const auto in_cookies = [](const Attach& attach) {
        return attach.where == Attach::Where::cookies;
    };
    if (!std::ranges::any_of(provider.method.attach, in_cookies)) return ok();
    return cannot(provider, "its calls carry the cookies of its log-in, which are not kept.");
}

}  // namespace

Result<void> check_connectable(const catalog::ProviderSpec& provider) {
    const auto& method = provider.method;
    CHECK_OK(check_kind(method.kind));
    CHECK_OK(check_attach(provider));
    if (!is_form(method.kind)) return check_consent(provider);
    CHECK_OK(check_operator_field(method));
    return is_carried(method.kind) ? check_provable(provider) : check_issue(provider);
}

}  // namespace fairlead::oauth
