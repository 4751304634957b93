// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "http/route.h"
#include "model/user.h"
#include "net/http_message.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::http {

/// Header in which a page of ours repeats csrf_token() on unsafe requests with a session cookie.
constexpr std::string_view csrf_header = "X-CSRF-Token";

/// A synchroniser token bound to a session: a MAC keyed by the session's own cookie, which a
/// foreign page can neither read nor guess. `GET /api/me` tells our pages.
std::string csrf_token(std::string_view session_cookie_value);

/// Which web origins are ours, and which may read our answers (security.md 50, 51). Compared whole
/// and exactly; "null" is never one. Immutable, thread-safe.
class Origins {
public:
    /// Takes URLs or origins; refuses what is neither.
    static Result<Origins> create(const std::vector<std::string>& own,
                                  const std::vector<std::string>& cors);

    bool is_own(std::string_view origin) const;
    bool may_read(std::string_view origin) const;

    /// Cross-site request forgery: whether a request of an unsafe method may count on a cookie.
    /// Callers who prove themselves by a header are not asked.
    Result<void> check(const net::Request& request, const Route& route, CallerKind kind) const;

private:
    Result<void> check_cookie_caller(const net::Request& request) const;
    Result<void> check_open_caller(const net::Request& request) const;

    std::vector<std::string> own_;
    std::vector<std::string> cors_;
};

/// GET, HEAD and OPTIONS change nothing.
bool is_safe(net::Method method);

}  // namespace fairlead::http
