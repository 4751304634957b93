// SPDX-License-Identifier: Apache-2.0
#include "storage/columns.h"

#include <boost/json.hpp>

#include <stdexcept>

namespace fairlead::storage {

namespace {

/// The strings of a list in which nothing is escaped: what stands between each pair of quotes.
void add_plain(std::string_view column, std::vector<std::string>& list) {
    if (!column.starts_with('[')) throw std::logic_error("a column is not a list");
    for (auto from = column.find('"'); from != column.npos; from = column.find('"')) {
        column.remove_prefix(from + 1);
        const auto end = column.find('"');
        if (end == column.npos) throw std::logic_error("a column's list has no end");
        list.emplace_back(column.substr(0, end));
        column.remove_prefix(end + 1);
    }
}

}  // namespace

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

std::vector<std::string> list_of(std::string_view column) {
    std::vector<std::string> list;
    if (column.find('\\') == column.npos) {
        add_plain(column, list);
        return list;
    }
    const auto document = from_json(Json{std::string{column}});
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
