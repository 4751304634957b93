// SPDX-License-Identifier: Apache-2.0
#include "catalog/sources.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::catalog {
namespace {

/// What a child says for itself.
constexpr std::array not_inherited{"id",       "name",     "groups", "docs", "stage",
                                   "webhooks", "variants", "grade",  "like", "about"};

constexpr std::size_t max_ancestors = 8;

Error placed(const Layered& layered, std::string_view pointer, std::string message) {
    FileFault fault{position_of(layered.positions, pointer), dotted(pointer), std::move(message)};
    return Error{Errc::invalid, fault.text()};
}

void fill_text(std::string& text, const std::map<std::string, std::string>& server,
               std::vector<std::string>& lacking) {
    constexpr std::string_view opening = "{server.";
    std::size_t at = 0;
    while ((at = text.find(opening, at)) != std::string::npos) {
        const auto end = text.find('}', at);
        if (end == std::string::npos) return;
        const auto begin = at + opening.size();
        const auto name = text.substr(begin, end - begin);
        const auto value = server.find(name);
        if (value == server.end()) {
            if (std::find(lacking.begin(), lacking.end(), name) == lacking.end()) {
                lacking.push_back(name);
            }
            at = end;
            continue;
        }
        text.replace(at, end + 1 - at, value->second);
        at += value->second.size();
    }
}

void fill(json::value& value, const std::map<std::string, std::string>& server,
          std::vector<std::string>& lacking) {
    if (auto* string = value.if_string()) {
        std::string text{*string};
        if (text.find("{server.") == std::string::npos) return;
        fill_text(text, server, lacking);
        *string = text;
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object) fill(member.value(), server, lacking);
    } else if (auto* array = value.if_array()) {
        for (auto& item : *array) fill(item, server, lacking);
    }
}

}  // namespace

void Sources::add_builtin(std::string id, std::string_view text, std::string like) {
    auto& layers = layers_[std::move(id)];
    layers.builtin = text;
    layers.builtin_like = std::move(like);
}

void Sources::add_file(const std::string& id, YamlDocument document, std::string text) {
    auto& layers = layers_[id];
    layers.files.clear();  // a file of the same id read again takes the earlier one's place
    layers.files.push_back(std::move(document));
    layers.file_text = std::move(text);
}

void Sources::remove_file(std::string_view id) {
    const auto found = layers_.find(id);
    if (found == layers_.end()) return;
    found->second.files.clear();
    found->second.file_text.clear();
    if (found->second.builtin.empty()) layers_.erase(found);
}

bool Sources::has_file(std::string_view id) const {
    const auto found = layers_.find(id);
    return found != layers_.end() && !found->second.files.empty();
}

bool Sources::is_builtin(std::string_view id) const {
    const auto found = layers_.find(id);
    return found != layers_.end() && !found->second.builtin.empty();
}

std::string_view Sources::file_text(std::string_view id) const {
    const auto found = layers_.find(id);
    return found == layers_.end() ? std::string_view{} : found->second.file_text;
}

std::string_view Sources::builtin_text(std::string_view id) const {
    const auto found = layers_.find(id);
    return found == layers_.end() ? std::string_view{} : found->second.builtin;
}

std::vector<std::string> Sources::ids() const {
    std::vector<std::string> result;
    for (const auto& [id, layers] : layers_) result.push_back(id);
    return result;
}

Result<std::vector<Layered>> Sources::own(std::string_view id) const {
    const auto found = layers_.find(id);
    if (found == layers_.end()) {
        return Error{Errc::not_found, "there is no provider '" + std::string{id} + "'"};
    }
    std::vector<Layered> result;
    if (!found->second.builtin.empty()) {
        TRY(auto document, parse_json(found->second.builtin, {.bytes = 4 << 20, .depth = 40}));
        Layered& layer = result.emplace_back();
        layer.root = std::move(document.as_object());
        layer.positions[""] = Position{"providers/" + std::string{id} + ".yaml", 0};
    }
    for (const auto& document : found->second.files) {
        result.push_back({document.root.as_object(), document.positions});
    }
    return result;
}

Result<Layered> Sources::with_parents(std::string_view id, std::vector<std::string>& path) const {
    TRY(const auto layers, own(id));
    path.emplace_back(id);
    Layered result;
    const auto child = std::find_if(layers.rbegin(), layers.rend(), [](const Layered& layer) {
        const auto* like = layer.root.if_contains("like");
        return like != nullptr && like->is_string();
    });
    if (child != layers.rend()) {
        TRY(auto parent, parent_of(*child, path));
        result = std::move(parent);
    }
    // The positions of a layer without lines would hide those that have them.
    result.positions[""] = position_of(layers.front().positions, "");
    for (const auto& layer : layers) merge(result, layer.root, layer.positions);
    return result;
}

Result<Layered> Sources::parent_of(const Layered& child, std::vector<std::string>& path) const {
    const std::string parent{child.root.at("like").as_string()};
    if (std::find(path.begin(), path.end(), parent) != path.end() || path.size() > max_ancestors) {
        return placed(child, "/like", "goes in a circle: " + join(path, " -> ") + " -> " + parent);
    }
    if (!has(parent)) return placed(child, "/like", "there is no provider '" + parent + "'");
    TRY(auto result, with_parents(parent, path));
    for (const auto* key : not_inherited) {
        if (auto* gone = result.root.find(key); gone != result.root.end()) {
            result.root.stable_erase(gone);
        }
    }
    return result;
}

std::string Sources::parent(const Layers& layers) {
    for (const auto& document : layers.files) {
        const auto* like = find_pointer(document.root, "/like");
        if (like != nullptr && like->is_string()) return std::string{like->get_string()};
    }
    return layers.builtin_like;
}

std::vector<std::string> Sources::ancestry(std::string_view id) const {
    std::vector<std::string> path;
    std::string next{id};
    while (path.size() <= max_ancestors && std::ranges::find(path, next) == path.end()) {
        const auto found = layers_.find(next);
        if (found == layers_.end()) break;
        path.push_back(next);
        next = parent(found->second);
    }
    return path;
}

std::vector<std::string> Sources::built_on(std::string_view id) const {
    std::vector<std::string> result;
    for (const auto& [each, layers] : layers_) {
        const auto path = ancestry(each);
        if (std::ranges::find(path, id) != path.end()) result.push_back(each);
    }
    return result;
}

Result<Layered> Sources::resolve(std::string_view id, std::string_view variant) const {
    std::vector<std::string> path;
    TRY(auto result, with_parents(id, path));
    if (variant.empty()) return result;
    const auto* variants = result.root.if_contains("variants");
    const auto* overlay = variants != nullptr && variants->is_object()
                              ? variants->get_object().if_contains(variant)
                              : nullptr;
    if (overlay == nullptr || !overlay->is_object()) {
        return Error{Errc::not_found, "provider '" + std::string{id} + "' has no variant '" +
                                          std::string{variant} + "'"};
    }
    const auto members = overlay->get_object();
    const auto positions = result.positions;
    merge(result, members, positions, child_pointer("/variants", variant));
    return result;
}

std::vector<std::string> fill_server_values(json::value& document,
                                            const std::map<std::string, std::string>& server) {
    std::vector<std::string> lacking;
    fill(document, server, lacking);
    return lacking;
}

}  // namespace fairlead::catalog
