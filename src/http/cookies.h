// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/time.h"
#include "net/http_message.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead::http {

/// Holds a session's token. Browsers take `__Host-` cookies only with Secure, Path=/ and no Domain
/// (RFC 6265bis section 4.1.3.2); they count http://localhost as secure.
constexpr std::string_view session_cookie = "__Host-fairlead-session";

enum class SameSite : std::uint8_t { lax, strict };

/// A cookie to set: always `__Host-`, Secure, HttpOnly, Path=/.
struct SetCookie {
    std::string name;                     ///< with its __Host- prefix
    std::string value;                    ///< token characters only: base64url and the like
    std::optional<Seconds> max_age = {};  ///< none: until the browser closes; zero: delete it
    SameSite same_site = SameSite::lax;

    static SetCookie removal(std::string_view name);
    /// The value of a Set-Cookie header.
    std::string text() const;
};

/// The cookie of that name, from all Cookie headers. nullopt where it is absent, and also where it
/// is there twice: nobody can tell which one is ours.
std::optional<std::string_view> find_cookie(const net::Headers& headers, std::string_view name);

}  // namespace fairlead::http
