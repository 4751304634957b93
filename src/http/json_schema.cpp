// SPDX-License-Identifier: Apache-2.0
#include "http/json_schema.h"

#include "http/bind.h"

#include <boost/core/demangle.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <limits>
#include <memory>

namespace fairlead::http {

namespace {

using Kind = Shape::Kind;

json::object typed(std::string_view type) { return {{"type", type}}; }

json::object text_of_format(std::string_view format) {
    return {{"type", "string"}, {"format", format}};
}

json::object integer_schema(const Shape& shape) {
    json::object schema = typed("integer");
    const bool wide = shape.greatest > std::numeric_limits<std::int32_t>::max();
    schema["format"] = wide ? "int64" : "int32";
    if (shape.least >= 0) schema["minimum"] = shape.least;
    if (shape.greatest < std::numeric_limits<std::int32_t>::max()) {
        schema["maximum"] = shape.greatest;
    }
    return schema;
}

json::object enumeration_schema(const Shape& shape) {
    json::object schema = typed("string");
    json::array names;
    for (const std::string& name : shape.names) names.emplace_back(name);
    schema["enum"] = std::move(names);
    return schema;
}

json::object secret_schema() {
    json::object schema = text_of_format("password");
    schema["writeOnly"] = true;
    return schema;
}

json::object or_null(json::object schema) {
    if (const auto* type = schema.if_contains("type"); type != nullptr && type->is_string()) {
        if (auto* names = schema.if_contains("enum")) names->as_array().emplace_back(nullptr);
        schema["type"] = json::array{*type, "null"};
        return schema;
    }
    if (schema.empty()) return schema;  // anything is already null as well
    return {{"anyOf", json::array{std::move(schema), typed("null")}}};
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) {
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string plain_type_name(const std::type_info& type) {
    const std::string full = boost::core::demangle(type.name());
    std::string name;
    for (std::size_t i = 0; i < full.size();) {
        std::size_t end = i;
        while (end < full.size() && is_word(full[end])) ++end;
        if (end > i && is_upper(full[i])) name.append(full, i, end - i);
        i = std::max(end, i + 1);
    }
    return name;
}

json::object JsonSchemas::schema(const Shape& shape, Direction direction) {
    switch (shape.kind) {
        case Kind::boolean: return typed("boolean");
        case Kind::integer: return integer_schema(shape);
        case Kind::number: return typed("number");
        case Kind::text:
        case Kind::disclosed: return typed("string");
        case Kind::time: return text_of_format("date-time");
        case Kind::uuid: return text_of_format("uuid");
        case Kind::json: return {};
        case Kind::secret: return secret_schema();
        case Kind::enumeration: return enumeration_schema(shape);
        case Kind::object: return reference(shape, direction);
        case Kind::list: return {{"type", "array"}, {"items", schema(shape.element(), direction)}};
        case Kind::map:
            return {{"type", "object"},
                    {"additionalProperties", schema(shape.element(), direction)}};
        case Kind::optional: return or_null(schema(shape.element(), direction));
        case Kind::defaulted: return schema(shape.element(), direction);
    }
    return {};
}

json::object JsonSchemas::member(const Shape& shape, Direction direction, const void* initial) {
    json::object made = schema(shape, direction);
    const bool told = shape.kind == Kind::boolean || shape.kind == Kind::defaulted;
    if (direction == Direction::in && told) {
        std::string text;
        write_json(shape, initial, text);
        made["default"] = json::parse(text);
    }
    return made;
}

json::object JsonSchemas::object(const Shape& shape, Direction direction,
                                 const std::set<std::string, std::less<>>& left_out, bool closed) {
    const std::unique_ptr<void, void (*)(void*)> initial{shape.create(), shape.destroy};
    json::object properties;
    json::array required;
    for (const MemberShape& one : shape.members) {
        if (left_out.contains(one.name)) continue;
        properties[one.name] = member(one.shape(), direction, one.at(initial.get()));
        if (direction == Direction::out || !one.may_be_absent) required.emplace_back(one.name);
    }
    json::object made = typed("object");
    made["properties"] = std::move(properties);
    if (!required.empty()) made["required"] = std::move(required);
    if (closed) made["additionalProperties"] = false;
    return made;
}

std::string JsonSchemas::free_name(const Shape& shape, Direction direction) const {
    // What goes out has the type's own name, whatever else is mounted, so that clients keep it.
    std::string name = plain_type_name(*shape.type);
    if (direction == Direction::in) name += "Input";
    std::string numbered = name;
    for (int n = 2; kept_.contains(numbered); ++n) numbered = name + std::to_string(n);
    return numbered;
}

json::object JsonSchemas::reference(const Shape& shape, Direction direction) {
    const auto key = std::pair{&shape, direction};
    auto known = names_.find(key);
    if (known == names_.end()) {
        const std::string name = free_name(shape, direction);
        known = names_.emplace(key, name).first;
        kept_[name] = {};  // taken, should the type hold itself
        kept_[name] = object(shape, direction, {}, true);
    }
    return {{"$ref", "#/components/schemas/" + known->second}};
}

json::object JsonSchemas::keep(std::string name, json::object schema) {
    json::object referred{{"$ref", "#/components/schemas/" + name}};
    kept_[std::move(name)] = std::move(schema);
    return referred;
}

json::object JsonSchemas::components() const {
    json::object all;
    for (const auto& [name, schema] : kept_) all[name] = schema;
    return all;
}

}  // namespace fairlead::http
