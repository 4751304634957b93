// SPDX-License-Identifier: Apache-2.0
#include "catalog/yaml_text.h"

#include "base/text.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace fairlead::catalog {
namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_letter(char c) { return is_alphanumeric(c) && !(c >= '0' && c <= '9'); }

/// Text that no reader of YAML, of whatever version, takes for anything else.
bool is_plain(std::string_view text) {
    constexpr std::array<std::string_view, 9> words{"null", "true", "false", "yes", "no",
                                                    "on",   "off",  "y",     "n"};
    const auto is_harmless = [](char c) {
        return is_alphanumeric(c) || c == '_' || c == '-' || c == '.' || c == '/';
    };
    if (text.empty() || !(is_letter(text.front()) || text.front() == '/')) return false;
    return std::ranges::all_of(text, is_harmless) &&
           std::ranges::find(words, to_lower(text)) == words.end();
}

std::string text_of(std::string_view text) {
    if (is_plain(text)) return std::string{text};
    const auto is_printed = [](char c) { return c >= ' ' && c <= '~'; };
    if (std::ranges::all_of(text, is_printed)) {
        return "'" + replace_all(text, "'", "''") + "'";
    }
    // YAML's double quotes know every escape of JSON's. Delete is none there, and no text here.
    return replace_all(json::serialize(json::value(text)), "\x7f", "\\x7F");
}

bool is_leaf(const json::value& value) {
    if (const auto* array = value.if_array()) return array->empty();
    if (const auto* object = value.if_object()) return object->empty();
    return true;
}

/// In YAML a number with a sign in its exponent, or none at all, is one all the same.
std::string leaf_of(const json::value& value) {
    return value.is_string() ? text_of(value.get_string()) : json::serialize(value);
}

bool is_line(const json::value& value) {
    const auto* array = value.if_array();
    return is_leaf(value) || (array && std::ranges::all_of(*array, is_leaf));
}

std::string line_of(const json::value& value) {
    if (is_leaf(value)) return leaf_of(value);
    std::vector<std::string> items;
    for (const auto& item : value.get_array()) items.push_back(leaf_of(item));
    return "[" + join(items, ", ") + "]";
}

void write_members(const json::object& object, std::size_t indent, std::string& out);

void write_items(const json::array& array, std::size_t indent, std::string& out) {
    for (const auto& item : array) {
        out.append(indent, ' ').append("-");
        if (is_line(item)) {
            out.append(" ").append(line_of(item)).append("\n");
            continue;
        }
        out.append("\n");
        if (const auto* object = item.if_object()) write_members(*object, indent + 2, out);
        if (const auto* inner = item.if_array()) write_items(*inner, indent + 2, out);
    }
}

void write_members(const json::object& object, std::size_t indent, std::string& out) {
    for (const auto& member : object) {
        out.append(indent, ' ').append(text_of(member.key())).append(":");
        if (is_line(member.value())) {
            out.append(" ").append(line_of(member.value())).append("\n");
            continue;
        }
        out.append("\n");
        if (const auto* inner = member.value().if_object()) write_members(*inner, indent + 2, out);
        if (const auto* array = member.value().if_array()) write_items(*array, indent + 2, out);
    }
}

}  // namespace

std::string yaml_text(const json::object& document) {
    if (document.empty()) return "{}\n";
    std::string out;
    write_members(document, 0, out);
    return out;
}

}  // namespace fairlead::catalog
