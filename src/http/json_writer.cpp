// SPDX-License-Identifier: Apache-2.0
#include "http/bind.h"
#include "http/json_text.h"

#include <charconv>
#include <cmath>

namespace fairlead::http {

namespace {

using Kind = Shape::Kind;

template <class N>
void append_number(std::string& out, N number) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out.append(std::begin(digits), end);
}

void write_object(const Shape& shape, const void* value, std::string& out) {
    char before = '{';
    for (const MemberShape& member : shape.members) {
        out += before;
        before = ',';
        append_json_string(out, member.name);
        out += ':';
        // at() only finds the member; writing never changes it.
        write_json(member.shape(), member.at(const_cast<void*>(value)), out);
    }
    if (before == '{') out += '{';
    out += '}';
}

void write_list(const Shape& shape, const void* value, std::string& out) {
    out += '[';
    const std::size_t size = shape.size(value);
    for (std::size_t i = 0; i < size; ++i) {
        if (i > 0) out += ',';
        write_json(shape.element(), shape.item(value, i), out);
    }
    out += ']';
}

void write_map(const Shape& shape, const void* value, std::string& out) {
    struct Visitor {
        const Shape& element;
        std::string& out;
        char before = '{';
    } visitor{shape.element(), out};
    shape.each(value, &visitor, [](void* at, const std::string& key, const void* entry) {
        auto& self = *static_cast<Visitor*>(at);
        self.out += std::exchange(self.before, ',');
        append_json_string(self.out, key);
        self.out += ':';
        write_json(self.element, entry, self.out);
    });
    if (visitor.before == '{') out += '{';
    out += '}';
}

void write_number(double number, std::string& out) {
    if (std::isfinite(number)) {
        append_number(out, number);
    } else {
        out += "null";  // JSON has no word for it
    }
}

}  // namespace

void write_json(const Shape& shape, const void* value, std::string& out) {
    switch (shape.kind) {
        case Kind::boolean: out += *static_cast<const bool*>(value) ? "true" : "false"; return;
        case Kind::integer: return append_number(out, shape.get_integer(value));
        case Kind::number: return write_number(*static_cast<const double*>(value), out);
        case Kind::text: return append_json_string(out, *static_cast<const std::string*>(value));
        case Kind::time:
            return append_json_string(out, to_rfc3339(*static_cast<const Time*>(value)));
        case Kind::uuid:
            return append_json_string(out, shape.uuid(const_cast<void*>(value))->text());
        case Kind::json: out += static_cast<const Json*>(value)->text; return;
        case Kind::secret: out += "null"; return;  // never leaves: see Disclosed
        case Kind::disclosed:
            return append_json_string(out, static_cast<const Disclosed*>(value)->value.expose());
        case Kind::enumeration:
            return append_json_string(out, shape.names.at(shape.get_name(value)));
        case Kind::object: return write_object(shape, value, out);
        case Kind::list: return write_list(shape, value, out);
        case Kind::map: return write_map(shape, value, out);
        case Kind::optional: {
            const void* held = shape.value(value);
            if (held == nullptr) {
                out += "null";
            } else {
                write_json(shape.element(), held, out);
            }
            return;
        }
        case Kind::defaulted: return write_json(shape.element(), shape.value(value), out);
    }
}

}  // namespace fairlead::http
