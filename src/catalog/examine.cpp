// SPDX-License-Identifier: Apache-2.0
#include "catalog/examine.h"

#include "catalog/node_reader.h"
#include "catalog/sandboxed.h"
#include "catalog/shape.h"

#include <algorithm>
#include <set>

namespace fairlead::catalog {
namespace {

using Server = std::map<std::string, std::string>;

std::vector<std::string> keys_of(const json::object& document, std::string_view key) {
    std::vector<std::string> keys;
    const auto* node = document.if_contains(key);
    if (node == nullptr || !node->is_object()) return keys;
    for (const auto& member : node->get_object()) keys.emplace_back(member.key());
    return keys;
}

/// Puts a well-formed origin where a server value is not known, so that the rest can be judged.
std::vector<std::string> fill_all(json::object& document, Server server) {
    json::value whole = std::move(document);
    auto lacking = fill_server_values(whole, server);
    for (const auto& name : lacking) server[name] = "https://server.invalid";
    fill_server_values(whole, server);
    document = std::move(whole.get_object());
    return lacking;
}

void examine_variant(const Sources& sources, const std::string& id, const std::string& variant,
                     const Server& server, LoopbackHttp loopback_http,
                     std::vector<FileFault>& found) {
    auto layered = sources.resolve(id, variant);
    if (!layered) {
        found.push_back({{}, "", layered.error().message});
        return;
    }
    fill_all(layered->root, server);
    auto methods = keys_of(layered->root, "auth");
    if (methods.empty()) methods.emplace_back();
    Faults faults;
    for (const auto& method : methods) read_provider(layered->root, method, loopback_http, faults);
    auto placed = faults.placed(layered->positions);
    found.insert(found.end(), std::make_move_iterator(placed.begin()),
                 std::make_move_iterator(placed.end()));
}

}  // namespace

YamlDocument read_provider_file(std::string_view text, const std::string& id,
                                const std::string& label) {
    auto document = parse_yaml(text, label);
    if (!document.faults.empty()) return document;
    Faults faults;
    check_shape(document.root, provider_shape(), "", faults);
    const auto* own_id = document.root.get_object().if_contains("id");
    if (own_id == nullptr) {
        faults.add("", "expected id: " + id + ", the same as the file's name");
    } else if (!own_id->is_string() || own_id->get_string() != id) {
        faults.add("/id",
                   "expected \"" + id + "\" as the file's name says, found " + describe(*own_id));
    }
    document.faults = faults.placed(document.positions);
    return document;
}

std::vector<FileFault> examine(const Sources& sources, const std::string& id, const Server& server,
                               LoopbackHttp loopback_http) {
    std::vector<FileFault> found;
    examine_variant(sources, id, "", server, loopback_http, found);
    const auto layered = sources.resolve(id, "");
    const auto variants = layered ? keys_of(layered->root, "variants") : std::vector<std::string>{};
    for (const auto& variant : variants) {
        examine_variant(sources, id, variant, server, loopback_http, found);
    }
    // What the variants share is told once.
    std::set<std::string> told;
    const auto is_told = [&](const FileFault& fault) { return !told.insert(fault.text()).second; };
    found.erase(std::remove_if(found.begin(), found.end(), is_told), found.end());
    return found;
}

Result<Outlined> outline_provider(const Sources& sources, const std::string& id) {
    TRY(auto layered, sources.resolve(id, ""));
    Outlined result;
    result.server_names = fill_all(layered.root, {});
    Faults ignored;
    const auto spec = read_provider(layered.root, "", LoopbackHttp::allowed, ignored);
    auto& summary = result.summary;
    summary.id = id;
    summary.name = spec.name;
    summary.groups = spec.groups;
    summary.docs = spec.docs;
    summary.grade = spec.grade;
    summary.stage = spec.stage;
    summary.about = spec.about;
    const json::value whole = layered.root;
    for (const auto& method : keys_of(layered.root, "auth")) {
        const NodeReader node{find_pointer(whole, child_pointer("/auth", method)), "", ignored};
        summary.methods.push_back({method, read_auth_kind(node.at("kind"))});
    }
    summary.variants = keys_of(layered.root, "variants");
    summary.is_user_file = sources.has_file(id);
    return result;
}

Result<Layered> resolved(const Sources& sources, std::string_view id, std::string_view variant,
                         const Server& server) {
    TRY(auto layered, sources.resolve(id, variant));
    json::value whole = std::move(layered.root);
    const auto lacking = fill_server_values(whole, server);
    if (!lacking.empty()) {
        return Error{Errc::not_found, "provider '" + std::string{id} +
                                          "' is offered only where server." + lacking.front() +
                                          " is set"};
    }
    layered.root = std::move(whole.get_object());
    // An operator's own provider is nobody the sandbox could play.
    const auto sandbox = server.find("sandbox");
    if (sandbox != server.end() && sources.is_builtin(id)) {
        point_at_sandbox(layered.root, sandbox->second);
    }
    return layered;
}

}  // namespace fairlead::catalog
