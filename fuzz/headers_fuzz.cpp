// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"
#include "http/client_address.h"
#include "http/cookies.h"
#include "oauth/retry_after.h"
#include "target.h"

#include <algorithm>

namespace fairlead::fuzz {

namespace {

/// The parser of requests lets no other bytes into a field.
bool is_field_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
    });
}

void read_forwarded(std::string_view value) {
    static const auto proxies = *http::TrustedProxies::parse({"10.0.0.0/8", "::1"});
    net::Request request;
    request.peer = "10.1.2.3";
    request.headers.add("X-Forwarded-For", value);
    FAIRLEAD_ASSERT(!proxies.client_of(request).empty());
}

}  // namespace

/// The fields whose values we take apart ourselves.
void try_input(std::string_view input) {
    if (!is_field_value(input)) return;
    net::Headers headers;
    for (const char* name : {"Accept", "Cookie", "Retry-After"}) headers.add(name, input);
    static_cast<void>(http::prefers_html(headers));
    if (const auto cookie = http::find_cookie(headers, http::session_cookie))
        FAIRLEAD_ASSERT(cookie->find(';') == cookie->npos);
    const auto wait = oauth::retry_after(headers, from_unix_ms(1'700'000'000'000));
    FAIRLEAD_ASSERT(!wait || *wait >= Seconds{0});
    read_forwarded(input);
}

}  // namespace fairlead::fuzz
