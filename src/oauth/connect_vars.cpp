// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_vars.h"

#include "oauth/token_request.h"

namespace fairlead::oauth {

namespace {

/// None: the variable has no default, or it has one, which is put in.
std::optional<std::string> why_missing(const OAuthClient& client, const catalog::Variable& variable,
                                       Vars& vars) {
    if (!variable.default_value) {
        if (variable.optional) return std::nullopt;
        return "is needed";
    }
    const auto bindings = bindings_for(client, vars);
    auto value = catalog::render(*variable.default_value, bindings, catalog::Place::text);
    if (!value) return value.error().message;
    if (const auto accepted = variable.accept(*value); !accepted) return accepted.error().message;
    vars.emplace(variable.name, *std::move(value));
    return std::nullopt;
}

}  // namespace

std::vector<Fault> faults_of_given(const catalog::AuthMethod& method, const Vars& given) {
    std::vector<Fault> faults;
    for (const auto& [name, value] : given) {
        const auto* variable = method.find_variable(name);
        const auto at = "/vars/" + name;
        if (!variable || variable->from != catalog::VarSource::connection) {
            faults.push_back({at, "is not asked for"});
            continue;
        }
        const auto accepted = variable->accept(value);
        if (!accepted) faults.push_back({at, accepted.error().message});
    }
    return faults;
}

std::vector<Fault> complete_vars(const OAuthClient& client, Vars& vars) {
    auto faults = faults_of_given(client.method(), vars);
    for (const auto& variable : client.method().vars) {
        if (variable.from != catalog::VarSource::connection || vars.contains(variable.name))
            continue;
        if (auto why = why_missing(client, variable, vars))
            faults.push_back({"/vars/" + variable.name, *std::move(why)});
    }
    return faults;
}

}  // namespace fairlead::oauth
