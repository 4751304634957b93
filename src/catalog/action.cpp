// SPDX-License-Identifier: Apache-2.0
#include "catalog/action.h"

#include "base/text.h"
#include "catalog/node_reader.h"

#include <functional>

namespace fairlead::catalog {
namespace {

constexpr std::string_view input_prefix = "input/";

/// What the rest relies on; the schema's own words are the validator's to judge.
void check_input(const NodeReader& input) {
    if (!input.exists()) return input.fault("expected a JSON Schema of the action's input");
    if (input.at("type").text() != "object") {
        return input.fault("expected type: object, as an input has named members");
    }
    const auto properties = input.at("properties");
    for (const auto& name : input.at("required").items()) {
        if (!properties.has(name.text())) {
            name.fault("is required and not among the properties: " + describe(*name.value()));
        }
    }
}

/// The property that a template's `input/a/b` begins with.
std::string property_of(std::string_view name) {
    const auto rest = name.substr(input_prefix.size());
    return std::string{rest.substr(0, rest.find('/'))};
}

void check_text(const NodeReader& node, const NodeReader& properties) {
    const auto parsed = Template::parse(node.text());
    if (!parsed) return;  // told where the call is read
    for (const auto& name : parsed->names()) {
        if (!name.starts_with(input_prefix)) continue;
        const auto property = property_of(name);
        if (properties.has(property)) continue;
        std::vector<std::string> known;
        for (const auto& [key, value] : properties.members()) known.push_back(key);
        node.fault("{" + name + "} is no property of the input" +
                   (known.empty() ? "" : "; known here: " + join(known, ", ")));
    }
}

void check_texts(const NodeReader& node, const NodeReader& properties) {
    if (!node.exists()) return;
    if (node.value()->is_string()) return check_text(node, properties);
    if (node.value()->is_array()) {
        for (const auto& item : node.items()) check_texts(item, properties);
    }
    for (const auto& [key, member] : node.members()) check_texts(member, properties);
}

Action read_action(const std::string& name, const NodeReader& node,
                   const std::vector<Template>& base) {
    Action action;
    action.name = name;
    action.says = node.at("says").text();
    action.scopes = node.at("scopes").texts();
    action.request = read_request(node, base, {.verb = "POST", .client = ClientAuth::omitted});
    action.input = node.at("input").carried();
    action.id = node.at("id").texts();
    check_input(node.at("input"));
    for (const auto* key : {"url", "path", "query", "headers", "extra", "body"}) {
        check_texts(node.at(key), node.at("input").at("properties"));
    }
    return action;
}

}  // namespace

Actions read_actions(const NodeReader& node, const std::vector<Template>& base) {
    Actions actions;
    for (const auto& [name, member] : node.members()) {
        if (member.exists()) actions.push_back(read_action(name, member, base));
    }
    return actions;
}

Result<Actions> actions_of(const ProviderSpec& provider) {
    const auto document = from_json(provider.actions);
    Faults faults;
    auto actions = read_actions({&document, "/actions", faults}, provider.method.api.base);
    if (faults.empty()) return actions;
    return Error{Errc::internal, "A provider's actions cannot be read.",
                 provider.id + ": " + faults.items().front().second};
}

}  // namespace fairlead::catalog
