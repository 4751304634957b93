// SPDX-License-Identifier: Apache-2.0
#include "catalog/host_text.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::catalog {
namespace {

constexpr std::string_view https = "https://";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Stands as itself in paths and queries (RFC 3986 section 3.3).
bool is_plain(char c) {
    return is_alnum(c) || std::string_view{"/-._~:@!$&'()*+,;="}.find(c) != std::string_view::npos;
}

bool is_path(std::string_view path) {
    if (!std::all_of(path.begin(), path.end(), is_plain)) return false;
    const auto segments = split(path, '/');
    return std::none_of(segments.begin(), segments.end(),
                        [](const std::string& segment) { return is_dot_segment(segment); });
}

bool is_query(std::string_view query) {
    for (std::size_t i = 0; i < query.size(); ++i) {
        const char c = query[i];
        const bool escapes = c == '%' && i + 2 < query.size() && is_hex(query[i + 1]) &&
                             is_hex(query[i + 2]) && query.substr(i + 1, 2) != "00";
        if (!escapes && !is_plain(c) && c != '?') return false;
    }
    return true;
}

bool is_port(std::string_view text) {
    const auto port = parse_integer(text);
    return port && *port > 0 && *port < 65536 && text.front() != '-';
}

}  // namespace

bool is_dns_label(std::string_view text) {
    if (text.empty() || text.size() > 63 || !is_alnum(text.front()) || !is_alnum(text.back())) {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_dns_labels(std::string_view text) {
    if (text.size() > 253) return false;
    const auto labels = split(text, '.');
    return std::all_of(labels.begin(), labels.end(),
                       [](const std::string& label) { return is_dns_label(label); });
}

bool is_host(std::string_view text) {
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        if (!is_port(text.substr(colon + 1))) return false;
        text = text.substr(0, colon);
    }
    if (equal_ignoring_case(text, "localhost")) return true;
    const auto dot = text.rfind('.');
    if (dot == std::string_view::npos || !is_dns_labels(text)) return false;
    // A last label that begins with a digit would let 127.1 or 0x7f.1 pass for a name.
    return !is_digit(text[dot + 1]);
}

bool is_host_and_path(std::string_view text) {
    const auto slash = std::min(text.find('/'), text.size());
    return is_host(text.substr(0, slash)) && is_path(text.substr(slash));
}

bool is_https_url(std::string_view text) {
    return text.substr(0, https.size()) == https && is_host_and_path(text.substr(https.size()));
}

bool is_path_below(std::string_view text) {
    if (text.starts_with('/')) text.remove_prefix(1);
    const auto mark = std::min(text.find('?'), text.size());
    const auto path = text.substr(0, mark);
    if (path.empty() || path.front() == '/' || path.find("//") != std::string_view::npos)
        return false;
    return is_path(path) && (mark == text.size() || is_query(text.substr(mark + 1)));
}

std::string host_of(std::string_view text) {
    if (text.substr(0, https.size()) == https) text.remove_prefix(https.size());
    text = text.substr(0, text.find('/'));
    return to_lower(text.substr(0, text.find(':')));
}

bool is_within(std::string_view host, const std::vector<std::string>& domains) {
    return std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) {
        if (equal_ignoring_case(host, domain)) return true;
        if (host.size() <= domain.size()) return false;
        const auto cut = host.size() - domain.size();
        return host[cut - 1] == '.' && equal_ignoring_case(host.substr(cut), domain);
    });
}

bool is_dot_segment(std::string_view segment) {
    const auto plain = replace_all(to_lower(segment), "%2e", ".");
    return plain == "." || plain == "..";
}

}  // namespace fairlead::catalog
