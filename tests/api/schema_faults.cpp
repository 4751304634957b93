// SPDX-License-Identifier: Apache-2.0
#include "api/schema_faults.h"

#include "base/id.h"
#include "base/time.h"
#include "support/http_caller.h"

#include <algorithm>
#include <array>
#include <set>

namespace fairlead::tests {
namespace {

/// Said of a value without saying what it may be.
constexpr std::array silent{"description", "default", "writeOnly", "title"};

bool is_silent(std::string_view keyword) {
    return std::ranges::find(silent, keyword) != silent.end();
}

class Check {
public:
    Check(const json::value& document, Faults& faults) : document_(document), faults_(faults) {}

    void value(const json::value& value, const json::value& schema, const std::string& at) {
        if (const auto* reference = find(schema, "$ref")) {
            return this->value(value, followed(reference->as_string()), at);
        }
        for (const auto& [keyword, rule] : schema.as_object()) {
            one_rule(value, keyword, rule, schema, at);
        }
    }

private:
    static const json::value* find(const json::value& schema, std::string_view keyword) {
        return schema.as_object().if_contains(keyword);
    }

    const json::value& followed(std::string_view reference) const {
        const json::value* found =
            reference.starts_with('#') ? find_pointer(document_, reference.substr(1)) : nullptr;
        if (found == nullptr) throw Failure{"a reference leads nowhere: " + std::string{reference}};
        return *found;
    }

    void fault(const std::string& at, const std::string& what) {
        faults_.push_back((at.empty() ? "/" : at) + " " + what);
    }

    void one_rule(const json::value& value, std::string_view keyword, const json::value& rule,
                  const json::value& schema, const std::string& at) {
        if (keyword == "type") return type(value, rule, at);
        if (keyword == "format") return format(value, rule.as_string(), at);
        if (keyword == "enum") return one_of(value, rule.as_array(), at);
        if (keyword == "anyOf") return any_of(value, rule.as_array(), at);
        if (keyword == "minimum" || keyword == "maximum") return range(value, keyword, rule, at);
        if (keyword == "items") return items(value, rule, at);
        if (keyword == "required") return required(value, rule.as_array(), at);
        if (keyword == "properties") return members(value, schema, at);
        if (keyword == "additionalProperties") {
            // Beside `properties` that rule looks after both.
            if (find(schema, "properties") == nullptr) members(value, schema, at);
            return;
        }
        if (!is_silent(keyword)) throw Failure{"no rule for keyword " + std::string{keyword}};
    }

    static bool is_type(const json::value& value, std::string_view type) {
        if (type == "string") return value.is_string();
        if (type == "boolean") return value.is_bool();
        if (type == "null") return value.is_null();
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "integer") return value.is_int64() || value.is_uint64();
        if (type == "number") return value.is_number();
        throw Failure{"no such type: " + std::string{type}};
    }

    void type(const json::value& value, const json::value& rule, const std::string& at) {
        json::array types;
        if (rule.is_array()) {
            types = rule.as_array();
        } else {
            types.push_back(rule);
        }
        for (const json::value& type : types) {
            if (is_type(value, type.as_string())) return;
        }
        fault(at, "is not " + json::serialize(rule));
    }

    void format(const json::value& value, std::string_view format, const std::string& at) {
        if (!value.is_string()) return;  // what type it is says `type`
        const std::string text{value.as_string()};
        if (format == "date-time" && !parse_rfc3339(text)) fault(at, "is no date-time: " + text);
        if (format == "uuid" && !Uuid::parse(text)) fault(at, "is no UUID: " + text);
    }

    void one_of(const json::value& value, const json::array& allowed, const std::string& at) {
        if (std::ranges::find(allowed, value) != allowed.end()) return;
        fault(at, "is not one of " + json::serialize(allowed));
    }

    void any_of(const json::value& value, const json::array& schemas, const std::string& at) {
        Faults last;
        for (const json::value& schema : schemas) {
            last.clear();
            Check{document_, last}.value(value, schema, at);
            if (last.empty()) return;
        }
        fault(at, "fits none of anyOf");
    }

    void range(const json::value& value, std::string_view keyword, const json::value& rule,
               const std::string& at) {
        if (!value.is_number()) return;
        const auto number = value.to_number<double>();
        const auto limit = rule.to_number<double>();
        const bool fits = keyword == "minimum" ? number >= limit : number <= limit;
        if (!fits) fault(at, "is beyond its " + std::string{keyword});
    }

    void items(const json::value& value, const json::value& schema, const std::string& at) {
        if (!value.is_array()) return;
        std::size_t index = 0;
        for (const json::value& item : value.as_array()) {
            this->value(item, schema, at + "/" + std::to_string(index++));
        }
    }

    void required(const json::value& value, const json::array& names, const std::string& at) {
        if (!value.is_object()) return;
        for (const json::value& name : names) {
            if (!value.as_object().contains(name.as_string())) {
                fault(at, "has no " + std::string{name.as_string()});
            }
        }
    }

    void members(const json::value& value, const json::value& schema, const std::string& at) {
        if (!value.is_object()) return;
        const json::value* known = find(schema, "properties");
        const json::value* others = find(schema, "additionalProperties");
        for (const auto& [name, member] : value.as_object()) {
            const std::string place = at + "/" + std::string{name};
            const json::value* own = known == nullptr ? nullptr : find(*known, name);
            if (own == nullptr && others != nullptr && others->is_object()) own = others;
            if (own == nullptr) {
                fault(place, "is not in the schema");
            } else {
                this->value(member, *own, place);
            }
        }
    }

    const json::value& document_;
    Faults& faults_;
};

}  // namespace

Faults schema_faults(const json::value& value, const json::value& schema,
                     const json::value& document) {
    Faults faults;
    Check{document, faults}.value(value, schema, "");
    return faults;
}

}  // namespace fairlead::tests
