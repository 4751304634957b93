// SPDX-License-Identifier: Apache-2.0
#include "oauth/operator_vars.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

Error unset(const catalog::Variable& variable, const std::string& setting, const std::string& why) {
    return Error{.code = Errc::conflict,
                 .message = "This integration's variable \"" + variable.name + "\" " + why +
                            ". An administrator gives it with the integration; or set " + setting +
                            "=" + variable.name + "=… and start the server again.",
                 .reason = "integration_not_configured",
                 .faults = {{"/vars/" + variable.name, why}}};
}

/// What was expected, without the name, which stands beside it.
std::string expected_of(const catalog::Variable& variable, const Error& refused) {
    return refused.message.substr(variable.name.size() + 2);
}

Result<std::string> value_of(const catalog::Variable& variable,
                             const std::map<std::string, std::string>& given,
                             const std::map<std::string, std::string>& known) {
    if (const auto found = given.find(variable.name); found != given.end()) return found->second;
    if (!variable.default_value) return std::string{};
    catalog::Bindings bindings;
    for (const auto& [name, value] : known) bindings.set(name, value);
    return catalog::render(*variable.default_value, bindings, catalog::Place::text);
}

}  // namespace

Result<std::map<std::string, std::string>> operator_vars(
    const catalog::AuthMethod& method, const std::map<std::string, std::string>& given,
    const std::string& setting) {
    std::map<std::string, std::string> vars;
    for (const auto& variable : method.vars) {
        // What is secret is apart (operator_secrets.h): these are shown with the integration.
        if (variable.from != catalog::VarSource::app || variable.secret) continue;
        TRY(auto value, value_of(variable, given, vars));
        if (value.empty() && variable.optional) continue;
        if (value.empty()) return unset(variable, setting, "has no value");
        const auto accepted = variable.accept(value);
        if (!accepted) return unset(variable, setting, expected_of(variable, accepted.error()));
        vars.emplace(variable.name, std::move(value));
    }
    return vars;
}

Result<void> check_operator_vars(const catalog::AuthMethod& method,
                                 const std::map<std::string, std::string>& given) {
    Error error{Errc::invalid, "Some variables are not as the platform's file wants them."};
    for (const auto& [name, value] : given) {
        const auto is_it = [&](const auto& variable) {
            return variable.from == catalog::VarSource::app && variable.name == name;
        };
        const auto found = std::ranges::find_if(method.vars, is_it);
        if (found == method.vars.end()) {
            error.faults.push_back({"/vars/" + name, "is no variable that the operator sets"});
            continue;
        }
        if (found->secret) {
            error.faults.push_back({"/vars/" + name, "is secret: it goes into secretVars"});
            continue;
        }
        const auto accepted = found->accept(value);
        if (!accepted)
            error.faults.push_back({"/vars/" + name, expected_of(*found, accepted.error())});
    }
    if (!error.faults.empty()) return error;
    return ok();
}

}  // namespace fairlead::oauth
