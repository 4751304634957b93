// SPDX-License-Identifier: Apache-2.0
#include "catalog/shape.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::catalog {
namespace {

using Kind = Shape::Kind;

std::string expected(std::string_view what, const json::value& found) {
    return "expected " + std::string{what} + ", found " + describe(found);
}

std::vector<std::string> keys_of(const Shape& shape) {
    std::vector<std::string> keys;
    for (const auto& member : shape.members) keys.emplace_back(member.key);
    return keys;
}

std::string words_of(const Shape& shape) {
    std::vector<std::string> words{shape.words.begin(), shape.words.end()};
    return (words.size() > 1 ? "one of " : "") + join(words, ", ");
}

class Checker {
public:
    explicit Checker(Faults& faults) : faults_(faults) {}

    void check(const json::value& value, const Shape& shape, const std::string& at) {
        switch (shape.kind) {
            case Kind::text: return text(value, shape, at);
            case Kind::word: return word(value, shape, at);
            case Kind::integer: return integer(value, shape, at);
            case Kind::boolean:
                if (!value.is_bool()) faults_.add(at, expected("true or false", value));
                return;
            case Kind::scalar: return scalar(value, shape, at);
            case Kind::any: return;
            case Kind::list: return list(value, shape, at);
            case Kind::one_or_list:
                if (value.is_array()) return list(value, shape, at);
                return check(value, *shape.element, at);
            case Kind::map: return map(value, shape, at);
            case Kind::object: return object(value, shape, at);
        }
    }

private:
    void text(const json::value& value, const Shape& shape, const std::string& at) {
        if (!value.is_string()) return faults_.add(at, expected(shape.expected, value));
        if (shape.check == nullptr) return;
        if (auto wrong = shape.check(value.get_string()); !wrong.empty()) {
            faults_.add(at, std::move(wrong));
        }
    }

    void word(const json::value& value, const Shape& shape, const std::string& at) {
        const auto* string = value.if_string();
        const bool known =
            string != nullptr && std::any_of(shape.words.begin(), shape.words.end(),
                                             [&](const char* w) { return *string == w; });
        if (!known) faults_.add(at, expected(words_of(shape), value));
    }

    void integer(const json::value& value, const Shape& shape, const std::string& at) {
        const auto* number = value.if_int64();
        if (number == nullptr || *number < shape.least)
            faults_.add(at, expected(shape.expected, value));
    }

    void scalar(const json::value& value, const Shape& shape, const std::string& at) {
        if (!value.is_string() && !value.is_number() && !value.is_bool()) {
            return faults_.add(at, expected(shape.expected, value));
        }
        if (value.is_string()) text(value, shape, at);
    }

    void list(const json::value& value, const Shape& shape, const std::string& at) {
        if (!value.is_array()) return faults_.add(at, expected(shape.expected, value));
        const auto& items = value.get_array();
        if (items.empty()) faults_.add(at, "expected at least one entry, found an empty list");
        for (std::size_t i = 0; i < items.size(); ++i) {
            check(items[i], *shape.element, child_pointer(at, i));
        }
    }

    void map(const json::value& value, const Shape& shape, const std::string& at) {
        if (!value.is_object()) return faults_.add(at, expected(shape.expected, value));
        for (const auto& member : value.get_object()) {
            const auto place = child_pointer(at, member.key());
            if (shape.key_fits != nullptr && !shape.key_fits(member.key())) {
                faults_.add(place, "'" + std::string{member.key()} + "' cannot be a name here");
            }
            if (!member.value().is_null()) check(member.value(), *shape.element, place);
        }
    }

    void object(const json::value& value, const Shape& shape, const std::string& at) {
        if (!value.is_object()) return faults_.add(at, expected(shape.expected, value));
        for (const auto& member : value.get_object()) {
            const auto place = child_pointer(at, member.key());
            const auto known = std::find_if(shape.members.begin(), shape.members.end(),
                                            [&](const Member& m) { return m.key == member.key(); });
            if (known == shape.members.end()) {
                unknown_key(member.key(), shape, place);
            } else if (!member.value().is_null()) {
                check(member.value(), *known->shape, place);
            }
        }
    }

    void unknown_key(std::string_view key, const Shape& shape, const std::string& place) {
        const auto keys = keys_of(shape);
        const auto guess = nearest(key, keys);
        faults_.add(place, guess.empty() ? "unknown key; known here: " + join(keys, ", ")
                                         : "unknown key; did you mean '" + guess + "'?");
    }

    Faults& faults_;
};

/// Names each object shape once under $defs, as shapes may contain themselves.
class SchemaWriter {
public:
    json::object write(const Shape& root) {
        json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                            {"title", "Fairlead provider"}};
        schema["$ref"] = reference(root);
        schema["$defs"] = std::move(definitions_);
        return schema;
    }

private:
    json::value schema_of(const Shape& shape) {
        switch (shape.kind) {
            case Kind::text: return described({{"type", "string"}}, shape);
            case Kind::word: return words(shape);
            case Kind::integer:
                return described({{"type", "integer"}, {"minimum", shape.least}}, shape);
            case Kind::boolean: return json::object{{"type", "boolean"}};
            case Kind::scalar:
                return described({{"type", json::array{"string", "number", "boolean"}}}, shape);
            case Kind::any: return true;
            case Kind::list: return list(shape);
            case Kind::one_or_list:
                return json::object{{"anyOf", json::array{schema_of(*shape.element), list(shape)}}};
            case Kind::map:
                return json::object{{"type", "object"},
                                    {"additionalProperties", nullable(*shape.element)}};
            case Kind::object: return json::object{{"$ref", reference(shape)}};
        }
        return true;
    }

    static json::object described(json::object schema, const Shape& shape) {
        schema["description"] = shape.expected;
        return schema;
    }
    static json::object words(const Shape& shape) {
        json::array values;
        for (const auto* word : shape.words) values.emplace_back(word);
        return {{"enum", std::move(values)}};
    }
    json::object list(const Shape& shape) {
        return {{"type", "array"}, {"minItems", 1}, {"items", schema_of(*shape.element)}};
    }
    json::value nullable(const Shape& shape) {
        auto schema = schema_of(shape);
        auto* object = schema.if_object();
        if (object == nullptr) return schema;
        if (auto* type = object->if_contains("type"); type != nullptr && type->is_string()) {
            *type = json::array{*type, "null"};
            return schema;
        }
        if (auto* words = object->if_contains("enum")) {
            words->get_array().emplace_back(nullptr);
            return schema;
        }
        const json::object null_schema{{"type", "null"}};
        return json::object{{"anyOf", json::array{schema, null_schema}}};
    }

    std::string reference(const Shape& shape) {
        const auto known = std::find(named_.begin(), named_.end(), &shape);
        const auto index = static_cast<std::size_t>(known - named_.begin());
        const auto name = "node" + std::to_string(index);
        if (known != named_.end()) return "#/$defs/" + name;
        named_.push_back(&shape);
        json::object properties;
        for (const auto& member : shape.members) {
            properties[member.key] = nullable(*member.shape);
        }
        definitions_[name] = json::object{{"type", "object"},
                                          {"properties", std::move(properties)},
                                          {"additionalProperties", false}};
        return "#/$defs/" + name;
    }

    json::object definitions_;
    std::vector<const Shape*> named_;
};

}  // namespace

void check_shape(const json::value& value, const Shape& shape, const std::string& pointer,
                 Faults& faults) {
    Checker{faults}.check(value, shape, pointer);
}

json::object provider_json_schema() { return SchemaWriter{}.write(provider_shape()); }

}  // namespace fairlead::catalog
