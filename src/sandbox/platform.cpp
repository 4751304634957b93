// SPDX-License-Identifier: Apache-2.0
#include "sandbox/platform.h"

#include "sandbox/api_keys.h"

#include <algorithm>

namespace fairlead::sandbox {

std::string words_in(std::span<const ScopeText> texts, std::string_view scope) {
    const auto found = std::ranges::find(texts, scope, &ScopeText::scope);
    return found == texts.end() ? std::string{} : found->says;
}

bool Platform::has_account(std::string_view id) const {
    const auto all = accounts();
    return std::ranges::any_of(all, [&](const auto& account) { return account.id == id; });
}

net::Pairs Platform::refusal() const {
    return {{"error", "access_denied"}, {"error_description", "The user refused."}};
}

void Platform::complete_redirect(const Realm&, const Family*, const std::vector<PlayedFault>&,
                                 net::Pairs&) const {}

void Platform::settle_grant(Realm&, const ConsentRequest&, Family&, Occasion) const {}

std::span<const Platform* const> platforms() {
    static const Platform* const all[] = {
        &acme_platform(),        &calendly_platform(),  &gemini_platform(),
        &gohighlevel_platform(), &google_platform(),    &hubspot_platform(),
        &instagram_platform(),   &microsoft_platform(), &onlyfans_platform(),
        &openai_platform(),      &pipedrive_platform(), &reddit_platform(),
        &salesforce_platform(),  &tiktok_platform(),    &zoho_platform()};
    return all;
}

const Platform* find_platform(std::string_view id) {
    for (const Platform* platform : platforms()) {
        if (platform->id() == id) return platform;
    }
    return nullptr;
}

const RecordKind* find_record_kind(std::string_view name) {
    for (const Platform* platform : platforms()) {
        for (const RecordKind& kind : platform->record_kinds()) {
            if (kind.name == name) return &kind;
        }
    }
    return nullptr;
}

}  // namespace fairlead::sandbox
