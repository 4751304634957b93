// SPDX-License-Identifier: Apache-2.0
#include "http/endpoint.h"
#include "http/object_reader.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace fairlead::http {

namespace {

constexpr std::size_t usual_answer = 256;

bool reads_query(const Route& route) {
    const bool bodyless =
        route.method == Method::get || route.method == Method::head || route.method == Method::del;
    return bodyless || route.options.body == BodyKind::raw;
}

std::string_view media_type(const net::Headers& headers) {
    const auto type = headers.find("Content-Type").value_or("");
    return trim(type.substr(0, type.find(';')));
}

Result<void> demand_type(const net::Request& request, std::string_view wanted) {
    if (equal_ignoring_case(media_type(request.headers), wanted)) return ok();
    return Error{.code = Errc::invalid,
                 .message = "The body must be sent as " + std::string{wanted} + ".",
                 .reason = "unsupported_media_type"};
}

Result<void> read_query(const Context& context, ObjectReader& reader) {
    TRY(const auto pairs, net::parse_pairs(context.request.query()));
    reader.read_pairs(pairs, context.route.options.unknown);
    return ok();
}

Result<void> read_form(const Context& context, ObjectReader& reader) {
    CHECK_OK(demand_type(context.request, "application/x-www-form-urlencoded"));
    TRY(auto pairs, net::parse_pairs(context.request.body));
    reader.read_pairs(pairs, context.route.options.unknown);
    for (auto& [name, value] : pairs) wipe_string(value);
    return ok();
}

Result<void> read_body(const Context& context, ObjectReader& reader) {
    CHECK_OK(demand_type(context.request, "application/json"));
    const std::string& body = context.request.body;
    TRY(json::value document, parse_json(body, {.bytes = body.size()}));
    reader.read_document(document, context.route.options.unknown);
    return ok();
}

}  // namespace

Result<void> read_input(const Context& context, const Shape& shape, void* input) {
    ObjectReader reader{shape, input};
    reader.read_pairs(context.parameters, Unknown::fault);
    if (reads_query(context.route)) {
        CHECK_OK(read_query(context, reader));
    } else if (context.request.body.empty()) {
        // As good as an empty object: a route all of whose members may be left out needs no body.
    } else if (context.route.options.body == BodyKind::form) {
        CHECK_OK(read_form(context, reader));
    } else {
        CHECK_OK(read_body(context, reader));
    }
    return std::move(reader).finish();
}

Reply write_output(const Route& route, const Shape& shape, const void* output) {
    if (shape.kind == Shape::Kind::object && shape.members.empty()) {
        const int status = route.options.status == 200 ? 204 : route.options.status;
        return Reply{.status = status, .headers = {}, .body = {}, .cookies = {}};
    }
    std::string body;
    body.reserve(usual_answer);
    write_json(shape, output, body);
    return Reply::json(std::move(body), route.options.status);
}

}  // namespace fairlead::http
