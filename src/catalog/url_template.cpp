// SPDX-License-Identifier: Apache-2.0
#include "catalog/url_template.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::catalog {
namespace {

constexpr std::string_view https_scheme = "https://";
constexpr std::string_view http = "http://";

bool begins_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

bool is_loopback_authority(std::string_view authority) {
    constexpr std::array hosts{"localhost", "127.0.0.1", "[::1]"};
    return std::any_of(hosts.begin(), hosts.end(), [&](std::string_view host) {
        return begins_with(authority, host) &&
               (authority.size() == host.size() ||
                std::string_view{":/?"}.find(authority[host.size()]) != std::string_view::npos);
    });
}

/// Sets the scheme from the first literal and answers what stands behind `://`.
std::string_view read_scheme(std::string_view literal, UrlOutline& result) {
    if (begins_with(literal, https_scheme)) {
        result.scheme = UrlOutline::Scheme::https;
        return literal.substr(https_scheme.size());
    }
    if (begins_with(literal, http) && is_loopback_authority(literal.substr(http.size()))) {
        result.scheme = UrlOutline::Scheme::loopback_http;
        return literal.substr(http.size());
    }
    return {};
}

}  // namespace

UrlOutline outline(const Template& url) {
    UrlOutline result;
    const auto& nodes = url.nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto& node = nodes[i];
        if (node.kind != TemplateNode::Kind::literal) {
            if (i == 0) result.scheme = UrlOutline::Scheme::from_value;
            if (node.kind == TemplateNode::Kind::function) result.has_function_in_host = true;
            result.host_values.push_back(node.text);
            const bool is_port = result.fixed_suffix.find(':') != std::string::npos;
            if (!is_port) result.fixed_suffix.clear();
            continue;
        }
        const auto literal = i == 0 ? read_scheme(node.text, result) : std::string_view{node.text};
        if (result.scheme == UrlOutline::Scheme::other) return result;
        const auto end = literal.find_first_of("/?#");
        const auto part = literal.substr(0, end);
        if (part.find('@') != std::string_view::npos) result.has_userinfo = true;
        result.fixed_suffix += part;
        if (end != std::string_view::npos) return result;
    }
    return result;
}

bool keeps_to_domain(const UrlOutline& outline) {
    const auto host = outline.fixed_suffix.substr(0, outline.fixed_suffix.find(':'));
    if (host.empty() || host.front() != '.') return false;
    const auto labels = split(std::string_view{host}.substr(1), '.');
    return labels.size() >= 2 && std::none_of(labels.begin(), labels.end(),
                                              [](const std::string& l) { return l.empty(); });
}

}  // namespace fairlead::catalog
