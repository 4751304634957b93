// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/shape.h"

#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::catalog {

inline Shape shape_text(const char* expected, std::string (*check)(std::string_view)) {
    return {.kind = Shape::Kind::text, .expected = expected, .check = check};
}
inline Shape shape_word(std::vector<const char*> words) {
    return {.kind = Shape::Kind::word, .words = std::move(words)};
}
inline Shape shape_list(const Shape& element, const char* expected) {
    return {.kind = Shape::Kind::list, .expected = expected, .element = &element};
}
inline Shape shape_one_or_list(const Shape& element, const char* expected) {
    return {.kind = Shape::Kind::one_or_list, .expected = expected, .element = &element};
}
inline Shape shape_map(const Shape& element, const char* expected,
                       bool (*key_fits)(std::string_view)) {
    return {
        .kind = Shape::Kind::map, .expected = expected, .key_fits = key_fits, .element = &element};
}
inline Shape shape_object(std::vector<Member> members) {
    return {.kind = Shape::Kind::object, .expected = "a map", .members = std::move(members)};
}

bool is_provider_id(std::string_view text);
bool is_variable_name(std::string_view text);
bool is_header_name(std::string_view text);     // RFC 9110 section 5.6.2
bool is_parameter_name(std::string_view text);  // printable ASCII without blanks

/// The shapes that the parts of a provider file are made of.
struct ShapeLeaves {
    ShapeLeaves();
    ShapeLeaves(const ShapeLeaves&) = delete;
    ShapeLeaves& operator=(const ShapeLeaves&) = delete;

    Shape any_value;
    Shape flag;
    Shape seconds;
    Shape milliseconds;
    Shape count;
    Shape plain_text;
    Shape name_text;
    Shape line_text;
    Shape lines;
    Shape web_page;
    Shape scope_name;
    Shape id_text;
    Shape template_text;
    Shape url_text;
    Shape path_text;
    Shape pointer;
    Shape pattern;
    Shape header_name;
    Shape parameter_name;
    Shape value_text;
    Shape plain_value;
    Shape status_code;
    Shape texts;
    Shape values;
    Shape words_found;
    Shape urls;
    Shape pointers;
    Shape header_list;
    Shape parameter_list;
    Shape header_map;
    Shape parameter_map;
    Shape rename_map;
    Shape statuses;
    Shape var_kind;
};

}  // namespace fairlead::catalog
