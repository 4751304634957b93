// SPDX-License-Identifier: Apache-2.0
#include "api/requests.h"

#include "base/text.h"
#include "http/origins.h"

namespace fairlead::api {

net::Pairs cookies_of(const net::Request& request) {
    net::Pairs cookies;
    for (const std::string_view header : request.headers.find_all("Cookie")) {
        for (const std::string& part : split(header, ';')) {
            const std::string_view pair = trim(part);
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos) continue;
            cookies.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
        }
    }
    return cookies;
}

oauth::ConnectStart::Origin origin_of(const Context& context) {
    using enum oauth::ConnectStart::Origin;
    if (!http::is_safe(context.request.method)) return proven;
    const auto site = context.request.headers.find("Sec-Fetch-Site");
    return site == "same-origin" ? proven : unproven;
}

http::SetCookie set_cookie(const oauth::FlowCookie& cookie) {
    return {.name = cookie.name, .value = cookie.value, .max_age = cookie.max_age};
}

Reply see_other(std::string url) {
    Reply reply = Reply::redirect(std::move(url));
    // RFC 9700 section 4.12: 303 turns a POST into a GET, and never sends its body on.
    reply.status = 303;
    reply.headers.set("Referrer-Policy", "no-referrer");
    return reply;
}

}  // namespace fairlead::api
