// SPDX-License-Identifier: Apache-2.0
#include "http/origins.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "http/cookies.h"
#include "net/url.h"

#include <algorithm>

namespace fairlead::http {

namespace {

Error refusal(std::string message) {
    return Error{.code = Errc::forbidden, .message = std::move(message), .reason = "csrf"};
}

Error foreign_page() { return refusal("This request did not come from a page of ours."); }

Result<std::vector<std::string>> origins_of(const std::vector<std::string>& urls) {
    std::vector<std::string> origins;
    for (const std::string& text : urls) {
        const auto url = net::Url::parse(text);
        if (!url || url->has_userinfo) {
            return Error{Errc::invalid, "\"" + text + "\" is not a web origin."};
        }
        origins.push_back(url->origin());
    }
    return origins;
}

bool contains(const std::vector<std::string>& origins, std::string_view origin) {
    return std::ranges::find(origins, origin) != origins.end();
}

bool holds_csrf_token(const net::Request& request) {
    const auto cookie = find_cookie(request.headers, session_cookie);
    const auto token = request.headers.find(csrf_header);
    return cookie && token && crypto::equal(*token, csrf_token(*cookie));
}

}  // namespace

std::string csrf_token(std::string_view session_cookie_value) {
    return base64url_encode(crypto::hmac_sha256(session_cookie_value, "fairlead csrf token 1"));
}

bool is_safe(net::Method method) {
    return method == net::Method::get || method == net::Method::head ||
           method == net::Method::options;
}

Result<Origins> Origins::create(const std::vector<std::string>& own,
                                const std::vector<std::string>& cors) {
    Origins origins;
    TRY(origins.own_, origins_of(own));
    TRY(origins.cors_, origins_of(cors));
    return origins;
}

bool Origins::is_own(std::string_view origin) const { return contains(own_, origin); }
bool Origins::may_read(std::string_view origin) const { return contains(cors_, origin); }

Result<void> Origins::check(const net::Request& request, const Route& route,
                            CallerKind kind) const {
    if (is_safe(request.method) || route.options.any_origin) return ok();
    if (kind == CallerKind::api_key || kind == CallerKind::jwt) return ok();
    if (route.options.own_origin_only) return check_cookie_caller(request);
    if (kind == CallerKind::open) return check_open_caller(request);
    CHECK_OK(check_cookie_caller(request));
    if (holds_csrf_token(request)) return ok();
    return refusal("The " + std::string{csrf_header} + " header is missing or not this session's.");
}

Result<void> Origins::check_cookie_caller(const net::Request& request) const {
    // Every browser sends Origin with an unsafe method; Sec-Fetch-Site only the newer ones.
    const auto origin = request.headers.find("Origin");
    if (!origin || !is_own(*origin)) return foreign_page();
    const auto site = request.headers.find("Sec-Fetch-Site").value_or("same-origin");
    if (site != "same-origin" && site != "same-site") return foreign_page();
    return ok();
}

Result<void> Origins::check_open_caller(const net::Request& request) const {
    // No authority to steal, but a foreign page must not log somebody in either. What is no
    // browser sends neither header.
    const auto origin = request.headers.find("Origin");
    if (origin && !is_own(*origin)) return foreign_page();
    if (request.headers.find("Sec-Fetch-Site") == "cross-site") return foreign_page();
    return ok();
}

}  // namespace fairlead::http
