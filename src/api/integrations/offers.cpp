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

const char* kind_name(catalog::VarKind kind) {
    using catalog::VarKind;
    switch (kind) {
        case VarKind::label: return "label";
        case VarKind::labels: return "labels";
        case VarKind::host: return "host";
        case VarKind::hostpath: return "hostpath";
        case VarKind::url: return "url";
        case VarKind::choice: return "choice";
        case VarKind::segment: return "segment";
        case VarKind::digits: return "digits";
        case VarKind::uuid: return "uuid";
        case VarKind::email: return "email";
        case VarKind::date: return "date";
        case VarKind::text: break;
    }
    return "text";
}

Offer::Field field_of(oauth::FormField field) {
    return {.name = std::move(field.rule.name),
            .of = field.of,
            .label = std::move(field.label),
            .kind = kind_name(field.rule.kind),
            .secret = field.rule.secret,
            .optional = field.rule.optional,
            .one_of = std::move(field.rule.one_of),
            .initial = std::move(field.initial)};
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
    offer.form.clear();
    for (auto& field : oauth::form_fields(provider.method))
        offer.form.push_back(field_of(std::move(field)));
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
