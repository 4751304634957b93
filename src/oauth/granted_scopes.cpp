// SPDX-License-Identifier: Apache-2.0
#include "oauth/granted_scopes.h"

#include "base/text.h"

#include <boost/json/array.hpp>

namespace fairlead::oauth {

namespace {

std::vector<std::string> texts_in(const json::array& list) {
    std::vector<std::string> texts;
    for (const auto& item : list)
        if (item.is_string()) texts.emplace_back(std::string_view{item.get_string()});
    return texts;
}

}  // namespace

std::optional<std::vector<std::string>> granted_scopes(const json::value& document,
                                                       const catalog::TokenFields& read) {
    for (const auto& pointer : read.scope) {
        const auto* found = find_pointer(document, pointer);
        if (!found || found->is_null()) continue;
        if (found->is_array()) return texts_in(found->get_array());
        if (!found->is_string()) return std::nullopt;
        auto scopes = split_words(std::string_view{found->get_string()});
        // RFC 6749 section 3.3: there is at least one. None is no statement.
        if (scopes.empty()) return std::nullopt;
        return scopes;
    }
    return std::nullopt;
}

void bind_granted_scopes(catalog::Bindings& bindings, const catalog::AuthMethod& method,
                         const json::value& token_document) {
    const auto& read = method.exchange ? method.exchange->read : method.token.read;
    const auto granted = granted_scopes(token_document, read);
    if (!granted) return;
    for (const auto& scope : *granted) bindings.set("granted/" + scope, "");
}

}  // namespace fairlead::oauth
