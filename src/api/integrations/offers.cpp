// SPDX-License-Identifier: Apache-2.0
#include "api/integrations/offers.h"

#include <algorithm>

namespace fairlead::api {

namespace {

Offer::Scope scope_of(const std::string& id, const catalog::About& about) {
    const auto words = std::ranges::find(about.scopes, id, &catalog::ScopeWords::id);
    if (words == about.scopes.end()) return {.scope = id, .words = {}};
    return {
        .scope = id, .words = words->says, .access = words->access, .required = words->required};
}

OfferRevocation revocation_of(const catalog::AuthMethod& method) {
    if (!method.revoke) return OfferRevocation::none;
    const bool alone = method.revoke->reach == catalog::RevokeReach::token;
    return alone ? OfferRevocation::account : OfferRevocation::grant;
}

}  // namespace

Offer offer_of(catalog::ProviderSummary provider) {
    catalog::About& about = provider.about;
    Offer offer{.key = provider.id,
                .provider = provider.id,
                .name = std::move(provider.name),
                .summary = std::move(about.summary),
                .categories = std::move(provider.groups),
                .methods = {},
                .variants = std::move(provider.variants),
                .benefits = std::move(about.benefits),
                .reads = std::move(about.reads),
                .writes = std::move(about.writes),
                .scopes = {},
                .privacy_url = std::move(about.privacy),
                .settings_url = std::move(about.settings_url),
                .guide_url = std::move(provider.docs),
                .redirect_uri = {},
                .form = {}};
    for (const auto& method : provider.methods) {
        offer.methods.push_back({method.id, catalog::to_text(method.kind)});
    }
    return offer;
}

void refine(Offer& offer, const Integration& integration, const catalog::ProviderSpec& provider,
            const catalog::About& about) {
    offer.key = integration.key;
    offer.form = form_lines(oauth::form_fields(provider.method));
    offer.revocation = revocation_of(provider.method);
    const auto& asked =
        integration.scopes.empty() ? provider.method.authorize.scopes : integration.scopes;
    offer.scopes.clear();
    for (const std::string& id : asked) offer.scopes.push_back(scope_of(id, about));
}

OfferState state_of(const Error& hindrance) {
    const std::string_view reason{hindrance.reason == nullptr ? "" : hindrance.reason};
    return reason == "integration_disabled" ? OfferState::off : OfferState::needs_setup;
}

}  // namespace fairlead::api
