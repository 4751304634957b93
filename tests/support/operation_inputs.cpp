// SPDX-License-Identifier: Apache-2.0
#include "support/operation_inputs.h"

#include <boost/json/array.hpp>

#include <utility>

namespace fairlead::tests {

OperationInputs::OperationInputs(json::value document) : document_(std::move(document)) {
    for (const auto& [path, methods] : document_.at("paths").as_object()) {
        for (const auto& [method, operation] : methods.as_object()) {
            read(std::string{method} + " " + std::string{path}, operation.as_object());
            if (method == "get" && path.find('{') == path.npos) lists_.emplace_back(path);
        }
    }
}

void OperationInputs::read(const std::string& operation, const json::object& made) {
    if (const auto* parameters = made.if_contains("parameters")) {
        for (const json::value& one : parameters->as_array()) {
            const json::object& parameter = resolved(one);
            all_.insert(operation + " " + std::string{parameter.at("in").as_string()} + ":" +
                        std::string{parameter.at("name").as_string()});
        }
    }
    if (const auto* body = made.if_contains("requestBody")) {
        for (const auto& [type, media] : resolved(*body).at("content").as_object()) {
            read_schema(operation + " body:", media.at("schema"));
        }
    }
}

const json::object& OperationInputs::resolved(const json::value& value) const {
    const auto* reference = value.as_object().if_contains("$ref");
    if (reference == nullptr) return value.as_object();
    return find_pointer(document_, reference->as_string().subview(1))->as_object();
}

void OperationInputs::read_schema(const std::string& at, const json::value& value) {
    const json::object& schema = resolved(value);
    for (const char* many : {"allOf", "anyOf", "oneOf"}) {
        const auto* parts = schema.if_contains(many);
        if (parts == nullptr) continue;
        for (const json::value& part : parts->as_array()) read_schema(at, part);
    }
    if (const auto* items = schema.if_contains("items")) return read_schema(at, *items);
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return;
    for (const auto& [name, property] : properties->as_object()) {
        all_.insert(at + std::string{name});
        read_schema(at + std::string{name} + "/", property);
    }
}

}  // namespace fairlead::tests
