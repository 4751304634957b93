// SPDX-License-Identifier: Apache-2.0
#include "http/reply.h"

#include "base/assert.h"

#include <algorithm>
#include <utility>

namespace fairlead::http {

namespace {

Reply with_type(std::string_view type, std::string body, int status) {
    Reply reply{.status = status, .headers = {}, .body = std::move(body), .cookies = {}};
    reply.headers.add("Content-Type", type);
    return reply;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x21 || c == 0x7F; }

}  // namespace

Reply Reply::redirect(std::string location) {
    // A line break here would end the header; a checked URL has none.
    FAIRLEAD_ASSERT(std::ranges::none_of(location, is_control));
    Reply reply{.status = 302, .headers = {}, .body = {}, .cookies = {}};
    reply.headers.add("Location", std::move(location));
    return reply;
}

Reply Reply::html(std::string page, int status) {
    return with_type("text/html; charset=utf-8", std::move(page), status);
}

Reply Reply::text(std::string body, int status) {
    return with_type("text/plain; charset=utf-8", std::move(body), status);
}

Reply Reply::json(std::string document, int status) {
    return with_type("application/json", std::move(document), status);
}

}  // namespace fairlead::http
