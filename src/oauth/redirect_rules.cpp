// SPDX-License-Identifier: Apache-2.0
#include "oauth/redirect_rules.h"

#include "base/text.h"
#include "net/url.h"

#include <algorithm>
#include <array>

namespace fairlead::oauth {

namespace {

constexpr std::size_t longest_redirect = 2048;

Error refused(const char* why) {
    return Error{.code = Errc::invalid,
                 .message = std::string{"redirectUrl is not allowed: "} + why + '.',
                 .faults = {{"/redirectUrl", why}}};
}

bool has_bad_character(std::string_view url) {
    return std::ranges::any_of(url, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f ||
               c == '\\' || c == '"' || c == '<' || c == '>';
    });
}

/// Escapes of what would mean something else once decoded, double ones too.
bool has_bad_escape(std::string_view path) {
    constexpr std::array<std::string_view, 8> bad{"%2f", "%5c", "%2e", "%25",
                                                  "%0",  "%1",  "%7f", "%23"};
    const auto lower = to_lower(path);
    return std::ranges::any_of(
        bad, [&](auto escape) { return lower.find(escape) != std::string::npos; });
}

}  // namespace

Result<void> check_redirect_url(std::string_view url, const std::vector<std::string>& origins) {
    if (url.size() > longest_redirect) return refused("it is too long");
    if (has_bad_character(url)) return refused("it has a character that a URL cannot have");
    const auto parsed = net::Url::parse(url);
    if (!parsed) return refused("it must be an absolute http or https URL");
    if (parsed->has_userinfo) return refused("it must not name a user");
    if (url.find('#') != std::string_view::npos) return refused("it must not have a fragment");
    const auto origin = parsed->origin();
    // The text must begin with the origin as we write it: no other case, no default port.
    if (!url.starts_with(origin) || std::ranges::find(origins, origin) == origins.end())
        return refused("its origin is not one of this workspace");
    const auto rest = url.substr(origin.size());
    if (!rest.empty() && rest.front() != '/' && rest.front() != '?')
        return refused("its origin is not one of this workspace");
    const auto path = rest.substr(0, rest.find('?'));
    if (path.find("//") != std::string_view::npos) return refused("its path must not have //");
    if (has_bad_escape(path)) return refused("its path must not have encoded separators");
    if (!path.empty() && parsed->path != path) return refused("its path must be in plain form");
    return ok();
}

std::string origin_of(std::string_view base_url) {
    const auto parsed = net::Url::parse(base_url);
    return parsed ? parsed->origin() : std::string{};
}

}  // namespace fairlead::oauth
