// SPDX-License-Identifier: Apache-2.0
#include "storage/columns.h"

#include <boost/json.hpp>

namespace fairlead::storage {

Json json_of(const std::vector<std::string>& list) {
    json::array array;
    array.reserve(list.size());
    for (const auto& text : list) array.emplace_back(text);
    return Json{json::serialize(array)};
}

Json json_of(const std::map<std::string, std::string>& members) {
    json::object object;
    for (const auto& [name, text] : members) object.emplace(name, text);
    return Json{json::serialize(object)};
}

std::vector<std::string> list_of(const Json& column) {
    std::vector<std::string> list;
    const auto document = from_json(column);
    for (const auto& element : document.as_array()) list.emplace_back(element.as_string());
    return list;
}

std::map<std::string, std::string> map_of(const Json& column) {
    std::map<std::string, std::string> members;
    const auto document = from_json(column);
    for (const auto& [name, value] : document.as_object()) members.emplace(name, value.as_string());
    return members;
}

}  // namespace fairlead::storage
