// SPDX-License-Identifier: Apache-2.0
#include "catalog/sandboxed.h"

#include "catalog/host_text.h"
#include "catalog/shape_leaves.h"

#include <algorithm>
#include <array>

namespace fairlead::catalog {
namespace {

constexpr std::string_view to_platform = "https://";
constexpr std::array<std::string_view, 5> address_keys{"url", "base", "issuer", "jwks",
                                                       "register_url"};
/// Maps whose keys are the platform's own names, where "url" is just a parameter; and what people
/// read.
constexpr std::array<std::string_view, 11> left_alone{"extra",    "query",    "headers", "rename",
                                                      "body",     "metadata", "set",     "vars",
                                                      "webhooks", "about",    "input"};
/// And these: below them stand what the names of the file's author mean.
constexpr std::array<std::string_view, 2> named{"resources", "actions"};

bool has(const auto& keys, std::string_view key) {
    return std::ranges::find(keys, key) != keys.end();
}

/// A server that the operator put beside the sandbox: no platform is on loopback.
bool is_loopback_url(std::string_view url) {
    const auto host = host_of(url);
    return host == "localhost" || host == "127.0.0.1";
}

void point_address(json::value& address, std::string_view origin) {
    if (auto* text = address.if_string()) *text = sandboxed_url(*text, origin);
    if (auto* list = address.if_array()) {
        for (auto& item : *list) point_address(item, origin);
    }
}

void point(json::value& value, std::string_view origin) {
    if (auto* object = value.if_object()) point_at_sandbox(*object, origin);
    if (auto* list = value.if_array()) {
        for (auto& item : *list) point(item, origin);
    }
}

/// The name of the variable that is the beginning of a URL, as in {instance}/token; "" where it is
/// none.
std::string_view leading_value(std::string_view url) {
    const auto end = url.find('}');
    if (!url.starts_with('{') || end == std::string_view::npos) return {};
    const auto name = url.substr(1, end - 1);
    return is_variable_name(name) ? name : std::string_view{};
}

}  // namespace

std::string sandboxed_url(std::string_view url, std::string_view origin) {
    const auto value = leading_value(url);
    if (!value.empty()) {
        return std::string{origin} + "/{" + std::string{value} + "|hostpath}" +
               std::string{url.substr(value.size() + 2)};
    }
    if (!url.starts_with(to_platform) || url.starts_with(origin) || is_loopback_url(url)) {
        return std::string{url};
    }
    return std::string{origin} + "/" + std::string{url.substr(to_platform.size())};
}

void point_at_sandbox(json::object& document, std::string_view origin) {
    for (auto& member : document) {
        if (has(named, member.key()) && member.value().is_object()) {
            for (auto& each : member.value().get_object()) point(each.value(), origin);
        } else if (has(address_keys, member.key())) {
            point_address(member.value(), origin);
        } else if (!has(left_alone, member.key())) {
            point(member.value(), origin);
        }
    }
}

}  // namespace fairlead::catalog
