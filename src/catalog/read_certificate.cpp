// SPDX-License-Identifier: Apache-2.0
#include "catalog/node_reader.h"
#include "catalog/rules.h"

#include <algorithm>

namespace fairlead::catalog {
namespace {

/// Maps by names of the platform's own.
constexpr std::string_view named_by_others[] = {"body",  "extra",  "headers",
                                                "query", "rename", "vars"};

/// The one variable that a text stands for; "" for any other text.
std::string variable_in(const NodeReader& node) {
    const auto names = node.as_template().names();
    const bool is_one = names.size() == 1 && node.text() == "{" + names.front() + "}";
    return is_one ? names.front() : std::string{};
}

void check_secret(const AuthMethod& method, const NodeReader& node, const std::string& name) {
    const auto* variable = method.find_variable(name);
    const bool is_operators =
        variable != nullptr && variable->secret && variable->from == VarSource::app;
    if (!is_operators)
        node.fault("expected {name} of a variable of the operator's (from: app, secret: true)");
}

/// Every `mtls: true` of a method and its calls.
std::vector<NodeReader> flags_below(const NodeReader& node) {
    std::vector<NodeReader> found;
    if (!node.exists()) return found;
    const auto add = [&](const NodeReader& member) {
        for (auto& each : flags_below(member)) found.push_back(std::move(each));
    };
    if (node.value()->is_array())
        for (const auto& item : node.items()) add(item);
    for (const auto& [key, member] : node.members()) {
        if (std::ranges::find(named_by_others, key) != std::end(named_by_others)) continue;
        if (key != "mtls")
            add(member);
        else if (member.flag())
            found.push_back(member);
    }
    return found;
}

}  // namespace

std::optional<CertificateRule> read_certificate(const NodeReader& node) {
    if (!node.exists()) return std::nullopt;
    return CertificateRule{variable_in(node.at("certificate")), variable_in(node.at("key"))};
}

void check_certificate(const AuthMethod& method, const NodeReader& method_node,
                       const NodeReader& whoami) {
    const auto node = method_node.at("client_certificate");
    auto flags = flags_below(method_node);
    for (auto& flag : flags_below(whoami)) flags.push_back(std::move(flag));
    if (!method.client_certificate) {
        for (const auto& flag : flags)
            flag.fault("needs client_certificate: {certificate, key} in the method");
        return;
    }
    check_secret(method, node.at("certificate"), method.client_certificate->certificate);
    check_secret(method, node.at("key"), method.client_certificate->key);
    if (flags.empty())
        node.fault("no call shows it: say mtls: true of token, say, and of api where it has to");
}

}  // namespace fairlead::catalog
