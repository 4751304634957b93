// SPDX-License-Identifier: Apache-2.0
#include "api/document.h"

#include "base/text.h"

namespace fairlead::tests {
namespace {

/// How many segments are the same letter by letter; -1: the path is another one.
int likeness(const std::string& pattern, std::string_view path) {
    const auto wanted = split(pattern, '/');
    const auto given = split(path, '/');
    if (wanted.size() != given.size()) return -1;
    int same = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with('{')) continue;
        if (wanted[i] != given[i]) return -1;
        ++same;
    }
    return same;
}

std::string media_type(const Answer& answer) {
    const std::string header = answer.header("Content-Type");
    return header.substr(0, header.find(';'));
}

}  // namespace

ApiDocument::ApiDocument(json::value document) : document_(std::move(document)) {
    for (const auto& [path, methods] : document_.at("paths").as_object()) {
        for (const auto& [method, operation] : methods.as_object()) {
            const json::object& made = operation.as_object();
            operations_.push_back({.method = std::string{method},
                                   .path = std::string{path},
                                   .id = std::string{made.at("operationId").as_string()},
                                   .open = made.at("security").as_array().empty(),
                                   .responses = &made.at("responses").as_object()});
        }
    }
}

const Operation* ApiDocument::find(const std::string& method, std::string_view path) const {
    const Operation* best = nullptr;
    int most = -1;
    for (const Operation& one : operations_) {
        const int same = one.method == method ? likeness(one.path, path) : -1;
        if (same > most) {
            most = same;
            best = &one;
        }
    }
    return best;
}

Faults ApiDocument::answer_faults(const Operation& operation, const Answer& answer,
                                  bool asked_for_page) const {
    const json::value* response = operation.responses->if_contains(std::to_string(answer.status));
    if (response == nullptr && answer.status >= 400) {
        response = operation.responses->if_contains("default");
    }
    if (response == nullptr) return {"the document has no status " + std::to_string(answer.status)};
    if (const auto* reference = response->as_object().if_contains("$ref")) {
        response = find_pointer(document_, reference->as_string().subview(1));
    }
    const json::value* content = response->as_object().if_contains("content");
    const std::string type = media_type(answer);
    if (type == "text/html" && asked_for_page) return {};
    if (content == nullptr) {
        if (answer.body.empty()) return {};
        return {"has a body that the document does not know"};
    }
    const json::value* media = content->as_object().if_contains(type);
    if (media == nullptr) return {"has the media type \"" + type + "\""};
    const json::value* schema = media->as_object().if_contains("schema");
    if (schema == nullptr) return {};
    return schema_faults(answer.json(), *schema, document_);
}

}  // namespace fairlead::tests
