// SPDX-License-Identifier: Apache-2.0
#include "oauth/scope_match.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

/// Whether `url` is a scope's URL that names it in the one segment behind the host. A longer path
/// is the platform's own way to tell scopes apart, and is left alone.
bool is_url_of(std::string_view url, std::string_view name) {
    constexpr std::string_view https = "https://";
    if (!url.starts_with(https) || name.empty()) return false;
    url.remove_prefix(https.size());
    const auto slash = url.find('/');
    return slash != std::string_view::npos && equal_ignoring_case(url.substr(slash + 1), name);
}

}  // namespace

bool is_same_scope(std::string_view a, std::string_view b) {
    return a == b || is_url_of(a, b) || is_url_of(b, a);
}

bool holds_scope(const std::vector<std::string>& scopes, std::string_view scope) {
    return std::ranges::any_of(scopes,
                               [&](const std::string& each) { return is_same_scope(each, scope); });
}

}  // namespace fairlead::oauth
