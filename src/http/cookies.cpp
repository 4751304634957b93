// SPDX-License-Identifier: Apache-2.0
#include "http/cookies.h"

#include "base/assert.h"
#include "base/text.h"

#include <algorithm>

namespace fairlead::http {

namespace {

/// RFC 6265 section 4.1.1, cookie-octet.
bool is_cookie_octet(char c) {
    const auto code = static_cast<unsigned char>(c);
    return code > 0x20 && code < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
}

}  // namespace

SetCookie SetCookie::removal(std::string_view name) {
    return SetCookie{.name = std::string{name}, .value = "", .max_age = Seconds{0}};
}

std::string SetCookie::text() const {
    FAIRLEAD_ASSERT(name.starts_with("__Host-"));
    FAIRLEAD_ASSERT(std::ranges::all_of(name + value, is_cookie_octet));
    std::string out = name + "=" + value + "; Path=/; Secure; HttpOnly";
    out += same_site == SameSite::lax ? "; SameSite=Lax" : "; SameSite=Strict";
    if (max_age) out += "; Max-Age=" + std::to_string(max_age->count());
    return out;
}

std::optional<std::string_view> find_cookie(const net::Headers& headers, std::string_view name) {
    std::optional<std::string_view> found;
    for (std::string_view rest : headers.find_all("Cookie")) {
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const std::string_view pair = trim(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            if (found) return std::nullopt;
            found = pair.substr(equals + 1);
        }
    }
    return found;
}

}  // namespace fairlead::http
