// SPDX-License-Identifier: Apache-2.0
#include "oauth/lookup.h"

#include "oauth/token_request.h"

#include <re2/re2.h>
#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

Error unusable(const std::string& why) {
    return Error{Errc::provider_failed, "The platform's answer is not as expected.", why};
}

/// What of a text the pattern means: its first group, or the whole match.
std::optional<std::string> matched(const std::string& text, const std::string& pattern) {
    if (pattern.empty()) return text;
    const RE2 expression{pattern, RE2::Quiet};
    if (!expression.ok()) return std::nullopt;
    re2::StringPiece groups[2];
    const int count = expression.NumberOfCapturingGroups() > 0 ? 2 : 1;
    if (!expression.Match(text, 0, text.size(), RE2::UNANCHORED, groups, count))
        return std::nullopt;
    return groups[count - 1].as_string();
}

Result<bool> is_chosen(const catalog::Lookup& lookup, const json::value& row,
                       const catalog::Bindings& bindings) {
    if (!lookup.where_is && !lookup.where_has) return true;
    const auto text = scalar_text(find_pointer(row, lookup.where_at));
    if (!text) return false;
    if (lookup.where_is) {
        TRY(const auto wanted, catalog::render(*lookup.where_is, bindings, catalog::Place::text));
        return *text == wanted;
    }
    TRY(const auto part, catalog::render(*lookup.where_has, bindings, catalog::Place::text));
    return text->find(part) != std::string::npos;
}

/// The document, or the row of its list that is meant; nullptr: none is.
Result<const json::value*> chosen(const catalog::Lookup& lookup, const json::value& document,
                                  const catalog::Bindings& bindings) {
    if (!lookup.list) return &document;
    const auto* list = find_pointer(document, *lookup.list);
    if (!list || !list->is_array()) return nullptr;
    for (const auto& row : list->get_array()) {
        TRY(const bool found, is_chosen(lookup, row, bindings));
        if (found) return &row;
    }
    return nullptr;
}

Result<void> set_one(const catalog::AuthMethod& method, const catalog::Lookup::Set& set,
                     const json::value* row, Vars& vars) {
    const auto* variable = method.find_variable(set.variable);
    if (!variable) return ok();  // no template of this method wants it
    std::optional<std::string> value;
    if (row) value = scalar_text(find_pointer(*row, set.at));
    if (value) value = matched(*value, set.match);
    if (!value) {
        if (variable->optional || vars.contains(set.variable)) return ok();
        return unusable("variable " + set.variable + ": is missing");
    }
    const auto accepted = variable->accept(*value);
    if (!accepted) return unusable("variable " + set.variable + ": " + accepted.error().message);
    vars[set.variable] = *std::move(value);
    return ok();
}

}  // namespace

Result<void> read_lookup(const catalog::AuthMethod& method, const catalog::Lookup& lookup,
                         const json::value& document, const catalog::Bindings& bindings,
                         Vars& vars) {
    TRY(const auto* const row, chosen(lookup, document, bindings));
    for (const auto& set : lookup.set) CHECK_OK(set_one(method, set, row, vars));
    return ok();
}

Result<bool> has_row(const catalog::Lookup& lookup, const json::value& document,
                     const catalog::Bindings& bindings) {
    if (lookup.list) {
        const auto* list = find_pointer(document, *lookup.list);
        const bool chooses = lookup.where_is || lookup.where_has;
        const auto is_row = [&](const json::value& each) { return !chooses || each.is_object(); };
        if (!list || !list->is_array() || !std::ranges::all_of(list->get_array(), is_row))
            return unusable("there is no list of rows at '" + *lookup.list + "'");
    }
    TRY(const auto* const row, chosen(lookup, document, bindings));
    return row != nullptr;
}

Task<Result<std::optional<ConnectFault>>> run_lookups(ConnectContext& context,
                                                      const OAuthClient& client,
                                                      const Secret& access_token,
                                                      CallMaterial& material) {
    for (const auto& lookup : client.method().lookup) {
        std::string what = "looking up what the connection needs";
        CO_TRY(auto answer, co_await call_api(context, client, lookup.request, access_token,
                                              material, std::move(what)));
        if (answer.fault) co_return std::move(answer.fault);
        auto bindings = bindings_for(client, material.vars);
        bindings.set_document("claim", material.id_claims);
        bindings.set_document("step1", material.token_document,
                              catalog::Bindings::Sensitivity::secret);
        const auto done =
            read_lookup(client.method(), lookup, answer.document, bindings, material.vars);
        if (!done)
            co_return fault_of(ConnectFailure::provider_error, *client.provider,
                               done.error().detail);
    }
    co_return std::optional<ConnectFault>{};
}

}  // namespace fairlead::oauth
