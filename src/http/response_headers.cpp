// SPDX-License-Identifier: Apache-2.0
#include "http/response_headers.h"

namespace fairlead::http {

namespace {

/// Those below, with their names.
constexpr std::size_t usual_fields = 8;
constexpr std::size_t usual_bytes = 384;

void add_default(net::Headers& headers, std::string_view name, std::string_view value) {
    if (!headers.has(name)) headers.add(name, value);
}

bool is_html(const Reply& reply) {
    return reply.headers.find("Content-Type").value_or("").starts_with("text/html");
}

/// The origin of the request where it is one that may read answers of this route.
std::optional<std::string_view> reader(const Exchange& exchange, const Origins& origins) {
    const auto origin = exchange.request.headers.find("Origin");
    if (!origin || !origins.may_read(*origin)) return std::nullopt;
    return origin;
}

bool has_cors(const Exchange& exchange) {
    return exchange.route() == nullptr || exchange.route()->options.cors == Cors::listed;
}

}  // namespace

void add_security_headers(const Exchange& exchange, bool https, Reply& reply) {
    net::Headers& headers = reply.headers;
    headers.reserve(headers.size() + usual_fields, usual_bytes);
    headers.add("X-Request-Id", exchange.request_id);
    headers.add("X-Content-Type-Options", "nosniff");
    // Not no-referrer: with that, browsers send `Origin: null` with our own pages' forms.
    add_default(headers, "Referrer-Policy", "same-origin");
    add_default(headers, "Cross-Origin-Resource-Policy", "same-origin");
    // Static files may say otherwise; nothing else is worth a stale or shared copy.
    add_default(headers, "Cache-Control", "no-store");
    if (https) headers.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (!is_html(reply)) return;
    add_default(headers, "Content-Security-Policy",
                "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
                "frame-ancestors 'none'");
    add_default(headers, "Cross-Origin-Opener-Policy", "same-origin-allow-popups");
    add_default(headers, "X-Frame-Options", "DENY");
}

void add_cors_headers(const Exchange& exchange, const Origins& origins, Reply& reply) {
    if (!has_cors(exchange)) return;
    reply.headers.add("Vary", "Origin");
    const auto origin = reader(exchange, origins);
    if (!origin) return;
    reply.headers.add("Access-Control-Allow-Origin", *origin);
    reply.headers.add("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
}

Reply options_reply(const Exchange& exchange, const Origins& origins, const std::string& allow) {
    Reply reply{.status = 204, .headers = {}, .body = {}, .cookies = {}};
    reply.headers.add("Allow", allow);
    const bool preflight = exchange.request.headers.has("Access-Control-Request-Method");
    if (!preflight || !has_cors(exchange) || !reader(exchange, origins)) return reply;
    reply.headers.add("Access-Control-Allow-Methods", allow);
    reply.headers.add("Access-Control-Allow-Headers",
                      "Authorization, Content-Type, Fairlead-User, Idempotency-Key");
    reply.headers.add("Access-Control-Max-Age", "600");
    return reply;
}

}  // namespace fairlead::http
