// SPDX-License-Identifier: Apache-2.0
#include "catalog/node_reader.h"

#include <boost/json/serialize.hpp>

namespace fairlead::catalog {

NodeReader NodeReader::at(std::string_view key) const {
    const auto* object = value_ == nullptr ? nullptr : value_->if_object();
    const auto* member = object == nullptr ? nullptr : object->if_contains(key);
    return {member, child_pointer(pointer_, key), *faults_};
}

std::vector<std::pair<std::string, NodeReader>> NodeReader::members() const {
    std::vector<std::pair<std::string, NodeReader>> result;
    const auto* object = value_ == nullptr ? nullptr : value_->if_object();
    if (object == nullptr) return result;
    for (const auto& member : *object) {
        result.emplace_back(
            std::string{member.key()},
            NodeReader{&member.value(), child_pointer(pointer_, member.key()), *faults_});
    }
    return result;
}

std::vector<NodeReader> NodeReader::items() const {
    std::vector<NodeReader> result;
    if (!exists()) return result;
    const auto* array = value_->if_array();
    if (array == nullptr) {
        result.push_back(*this);
        return result;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        result.emplace_back(&(*array)[i], child_pointer(pointer_, i), *faults_);
    }
    return result;
}

std::string NodeReader::text(std::string_view otherwise) const {
    if (!exists()) return std::string{otherwise};
    auto found = scalar_text(value_);
    if (!found) fault("expected text, found " + describe(*value_));
    return std::move(found).value_or(std::string{otherwise});
}

bool NodeReader::flag() const { return exists() && value_->is_bool() && value_->get_bool(); }

std::optional<std::int64_t> NodeReader::integer() const {
    if (!exists()) return std::nullopt;
    if (const auto* number = value_->if_int64()) return *number;
    fault("expected a whole number, found " + describe(*value_));
    return std::nullopt;
}

std::optional<Seconds> NodeReader::seconds() const {
    const auto number = integer();
    return number ? std::optional{Seconds{*number}} : std::nullopt;
}

std::vector<std::string> NodeReader::texts() const {
    std::vector<std::string> result;
    for (const auto& item : items()) result.push_back(item.text());
    return result;
}

std::map<std::string, std::string> NodeReader::text_map() const {
    std::map<std::string, std::string> result;
    for (const auto& [key, node] : members()) result.emplace(key, node.text());
    return result;
}

Template NodeReader::as_template() const {
    auto parsed = Template::parse(text());
    if (parsed) return *std::move(parsed);
    fault("not a template, " + parsed.error().message);
    return {};
}

std::vector<Template> NodeReader::templates() const {
    std::vector<Template> result;
    for (const auto& item : items()) result.push_back(item.as_template());
    return result;
}

Parameters NodeReader::parameters() const {
    Parameters result;
    for (const auto& [key, node] : members()) {
        if (node.exists()) result.push_back({key, node.as_template()});
    }
    return result;
}

Json NodeReader::carried() const { return exists() ? Json{json::serialize(*value_)} : Json{}; }

std::optional<Json> NodeReader::optional_json() const {
    return exists() ? std::optional{carried()} : std::nullopt;
}

}  // namespace fairlead::catalog
