// SPDX-License-Identifier: Apache-2.0
#include "catalog/node_reader.h"

#include <algorithm>

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, ScopeAccess> accesses[]{{"read", ScopeAccess::read},
                                                         {"write", ScopeAccess::write}};

ScopeWords read_scope(const NodeReader& node) {
    if (!node.has("id")) node.fault("expected id, the scope as the platform names it");
    if (!node.has("says")) node.fault("expected says, the scope in words");
    return {.id = node.at("id").text(),
            .says = node.at("says").text(),
            .access = node.at("access").word(accesses),
            .required = node.at("required").flag()};
}

}  // namespace

About read_about(const NodeReader& node, const NodeReader& scopes) {
    About about{.summary = node.at("summary").text(),
                .benefits = node.at("benefits").texts(),
                .reads = node.at("reads").texts(),
                .writes = node.at("writes").texts(),
                .privacy = node.at("privacy").text(),
                .settings_url = node.at("settings_url").text(),
                .scopes = {}};
    for (const auto& item : scopes.items()) {
        auto words = read_scope(item);
        const bool is_told = std::any_of(about.scopes.begin(), about.scopes.end(),
                                         [&](const auto& each) { return each.id == words.id; });
        if (is_told && !words.id.empty()) {
            item.at("id").fault("'" + words.id + "' stands here a second time");
        }
        about.scopes.push_back(std::move(words));
    }
    return about;
}

}  // namespace fairlead::catalog
