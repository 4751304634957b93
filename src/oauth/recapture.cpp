// SPDX-License-Identifier: Apache-2.0
#include "oauth/recapture.h"

#include "oauth/identity.h"

#include <boost/json/object.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

/// The name in `{name}`; "" where it is a pointer.
std::string_view variable_of(std::string_view place) {
    return place.starts_with('{') ? place.substr(1, place.size() - 2) : std::string_view{};
}

bool is_shown(const catalog::MetadataField& field) {
    return std::ranges::any_of(field.at,
                               [](const auto& place) { return !variable_of(place).empty(); });
}

void show(const catalog::MetadataField& field, const Vars& vars, json::object& metadata) {
    for (const auto& place : field.at) {
        const auto found = vars.find(std::string{variable_of(place)});
        if (found == vars.end()) continue;
        auto value = typed_metadata(field, json::value(json::string(found->second)));
        if (value) metadata[field.name] = *std::move(value);
        return;
    }
}

}  // namespace

Recapture recapture(const OAuthClient& client, const json::value& document,
                    std::string_view access_token) {
    Recapture result;
    for (auto variable : client.method().vars) {
        if (variable.from != catalog::VarSource::token &&
            variable.from != catalog::VarSource::token_claim)
            continue;
        // Only what the answer says: a default was taken when the account was connected.
        variable.default_value.reset();
        variable.optional = true;
        catalog::AuthMethod alone;
        alone.vars = {std::move(variable)};
        Vars came;
        if (capture_from_token(alone, document, access_token, came)) result.vars.merge(came);
    }
    for (const auto& field : client.provider->metadata)
        if (is_shown(field)) result.shown.push_back(field);
    return result;
}

bool apply_recapture(const Recapture& recapture, Connection& connection) {
    Vars vars = connection.vars;
    for (const auto& [name, value] : recapture.vars) vars[name] = value;
    if (vars == connection.vars) return false;
    auto metadata = from_json(connection.metadata);
    if (!metadata.is_object()) metadata = json::object{};
    for (const auto& field : recapture.shown) show(field, vars, metadata.get_object());
    connection.metadata = to_json(metadata);
    connection.vars = std::move(vars);
    return true;
}

}  // namespace fairlead::oauth
