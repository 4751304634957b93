// SPDX-License-Identifier: Apache-2.0
#include "http/scalar.h"

#include "base/text.h"

#include <charconv>
#include <cmath>

namespace fairlead::http {

namespace {

using Kind = Shape::Kind;
using Problem = std::optional<std::string>;

Problem read_enumeration(const Shape& shape, std::string_view text, void* value) {
    for (std::size_t i = 0; i < shape.names.size(); ++i) {
        if (shape.names[i] != text) continue;
        shape.set_name(value, i);
        return {};
    }
    return "must be one of: " + join(shape.names, ", ");
}

Problem read_number(std::string_view text, void* value) {
    double number = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(number)) {
        return "must be a number";
    }
    *static_cast<double*>(value) = number;
    return {};
}

Problem read_pair_scalar(const Shape& shape, std::string_view text, void* value) {
    switch (shape.kind) {
        case Kind::boolean:
            if (text != "true" && text != "false") return "must be true or false";
            *static_cast<bool*>(value) = text == "true";
            return {};
        case Kind::integer: {
            const auto integer = parse_integer(text);
            if (!integer) return expectation(shape);
            return read_integer(shape, *integer, value);
        }
        case Kind::number: return read_number(text, value);
        default: return expectation(shape);
    }
}

}  // namespace

Problem read_text(const Shape& shape, std::string_view text, Source source, void* value) {
    switch (shape.kind) {
        case Kind::text:
            if (!is_valid_utf8(text)) return "must be valid UTF-8";
            *static_cast<std::string*>(value) = text;
            return {};
        case Kind::secret: *static_cast<Secret*>(value) = Secret::copy_of(text); return {};
        case Kind::time: {
            const auto time = parse_rfc3339(text);
            if (!time) return expectation(shape);
            *static_cast<Time*>(value) = *time;
            return {};
        }
        case Kind::uuid: {
            const auto uuid = Uuid::parse(text);
            if (!uuid) return expectation(shape);
            *shape.uuid(value) = *uuid;
            return {};
        }
        case Kind::enumeration: return read_enumeration(shape, text, value);
        default: break;
    }
    if (source == Source::pair) return read_pair_scalar(shape, text, value);
    return expectation(shape);
}

Problem read_integer(const Shape& shape, std::int64_t integer, void* value) {
    if (integer < shape.least || integer > shape.greatest) {
        return "must be between " + std::to_string(shape.least) + " and " +
               std::to_string(shape.greatest);
    }
    shape.set_integer(value, integer);
    return {};
}

std::string expectation(const Shape& shape) {
    switch (shape.kind) {
        case Kind::boolean: return "must be true or false";
        case Kind::integer: return "must be an integer";
        case Kind::number: return "must be a number";
        case Kind::text:
        case Kind::secret: return "must be text";
        case Kind::time: return "must be an RFC 3339 time";
        case Kind::uuid: return "must be a UUID";
        case Kind::json: return "must be JSON";
        case Kind::disclosed: return "cannot be set";
        case Kind::enumeration: return "must be one of: " + join(shape.names, ", ");
        case Kind::object:
        case Kind::map: return "must be an object";
        case Kind::list: return "must be an array";
        case Kind::optional:
        case Kind::defaulted: return expectation(shape.element());
    }
    return "is not understood";
}

bool is_scalar(const Shape& shape) {
    switch (shape.kind) {
        case Kind::boolean:
        case Kind::integer:
        case Kind::number:
        case Kind::text:
        case Kind::time:
        case Kind::uuid:
        case Kind::secret:
        case Kind::enumeration: return true;
        default: return false;
    }
}

const Shape& without_absence(const Shape& shape) {
    const Shape* present = &shape;
    while (present->kind == Kind::optional || present->kind == Kind::defaulted) {
        present = &present->element();
    }
    return *present;
}

std::string pointer_token(std::string_view name) {
    return "/" + replace_all(replace_all(name, "~", "~0"), "/", "~1");
}

}  // namespace fairlead::http
