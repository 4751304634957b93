// SPDX-License-Identifier: Apache-2.0
#include "oauth/operator_secrets.h"

#include "base/json.h"
#include "oauth/pem_text.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

bool is_operators_secret(const catalog::Variable& variable) {
    return variable.secret && variable.from == catalog::VarSource::app;
}

const catalog::Variable* secret_named(const catalog::AuthMethod& method, const std::string& name) {
    const auto* variable = method.find_variable(name);
    return variable && is_operators_secret(*variable) ? variable : nullptr;
}

/// A private key is kept on one line, however it was pasted.
Secret on_one_line(const Secret& value) { return Secret{one_line_key(value.expose())}; }

Error not_said(const std::string& name, const std::string& setting, const char* why) {
    return Error{.code = Errc::conflict,
                 .message = "This integration's secret variable \"" + name + "\" " + why +
                            ". An administrator gives it with the integration; or set " + setting +
                            "=" + name + "=… and start the server again.",
                 .reason = "integration_not_configured",
                 .faults = {{"/secretVars/" + name, why}}};
}

}  // namespace

SecretVars duplicate(const SecretVars& vars) {
    SecretVars copy;
    for (const auto& [name, value] : vars) copy.emplace(name, value.duplicate());
    return copy;
}

std::vector<std::string> names_of(const SecretVars& vars) {
    std::vector<std::string> names;
    for (const auto& [name, value] : vars) names.push_back(name);
    return names;
}

Result<SecretVars> operator_secrets(const catalog::AuthMethod& method, const SecretVars& given,
                                    const std::string& setting) {
    SecretVars secrets;
    for (const auto& variable : method.vars) {
        if (!is_operators_secret(variable)) continue;
        const auto found = given.find(variable.name);
        const bool is_said = found != given.end() && !found->second.empty();
        if (!is_said && variable.optional) continue;
        if (!is_said) return not_said(variable.name, setting, "has no value");
        auto value = on_one_line(found->second);
        if (!variable.accept(value.expose()))
            return not_said(variable.name, setting,
                            "does not have the form that the file asks for");
        secrets.emplace(variable.name, std::move(value));
    }
    return secrets;
}

Result<void> check_operator_secrets(const catalog::AuthMethod& method, const SecretVars& given) {
    Error error{Errc::invalid, "Some secret variables are not as the platform's file wants them."};
    for (const auto& [name, value] : given) {
        const auto* variable = secret_named(method, name);
        if (!variable)
            error.faults.push_back(
                {"/secretVars/" + name, "is no secret variable that the operator sets"});
        else if (!value.empty() && !variable->accept(on_one_line(value).expose()))
            error.faults.push_back(
                {"/secretVars/" + name, "does not have the form that the file asks for"});
    }
    if (!error.faults.empty()) return error;
    return ok();
}

SecretVars secrets_after(const catalog::AuthMethod& method, const SecretVars& before,
                         const SecretVars& given) {
    auto after = duplicate(before);
    for (const auto& [name, value] : given) after[name] = on_one_line(value);
    std::erase_if(after, [&](const auto& each) {
        return each.second.empty() || !secret_named(method, each.first);
    });
    return after;
}

Secret pack_secret_vars(const SecretVars& vars) {
    json::object object;
    for (const auto& [name, value] : vars) object[name] = value.expose();
    Secret packed{json::serialize(object)};
    for (auto& member : object) {
        auto& text = member.value().get_string();
        wipe_memory(text.data(), text.size());
    }
    return packed;
}

Result<SecretVars> unpack_secret_vars(const Secret& packed) {
    TRY(auto document, parse_json(packed.expose()));
    SecretVars vars;
    if (!document.is_object()) return vars;
    for (auto& member : document.get_object()) {
        if (!member.value().is_string()) continue;
        auto& text = member.value().get_string();
        vars.emplace(member.key(), Secret::copy_of(text));
        wipe_memory(text.data(), text.size());
    }
    return vars;
}

}  // namespace fairlead::oauth
