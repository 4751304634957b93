// SPDX-License-Identifier: Apache-2.0
#include "catalog/shape_leaves.h"

#include "base/text.h"
#include "catalog/host_text.h"
#include "catalog/template.h"

#include <re2/re2.h>

#include <algorithm>

namespace fairlead::catalog {
namespace {

bool is_word_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string quoted(std::string_view text) { return '"' + printable(text, 80) + '"'; }

std::string check_template(std::string_view text) {
    const auto parsed = Template::parse(text);
    return parsed ? "" : "not a template, " + parsed.error().message;
}

std::string check_pointer(std::string_view text) {
    if (text.empty() || text.front() == '/') return {};
    return "expected a JSON pointer, such as /data/id, found " + quoted(text);
}

std::string check_path(std::string_view text) {
    if (!text.empty() && text.front() != '/' && text.front() != '?') {
        return "expected a path that begins with /, found " + quoted(text);
    }
    return check_template(text);
}

std::string check_pattern(std::string_view text) {
    const RE2 pattern(re2::StringPiece{text.data(), text.size()}, RE2::Quiet);
    return pattern.ok() ? "" : "not an RE2 pattern: " + pattern.error();
}

std::string check_id(std::string_view text) {
    return is_provider_id(text)
               ? ""
               : "expected lower-case letters, digits and hyphens, found " + quoted(text);
}

std::string check_name(std::string_view text) {
    return !text.empty() && text.size() <= 100 ? "" : "expected 1 to 100 characters";
}

std::string check_line(std::string_view text) {
    const bool is_line =
        !text.empty() && text.size() <= 160 && std::none_of(text.begin(), text.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        });
    return is_line ? "" : "expected one line of 1 to 160 characters";
}

/// What people are sent to in their browser: no template, and no query that could carry anything.
std::string check_web_page(std::string_view text) {
    return is_https_url(text) ? "" : "expected an https URL, found " + quoted(text);
}

std::string check_header(std::string_view text) {
    return is_header_name(text) ? "" : "expected a header's name, found " + quoted(text);
}

std::string check_parameter(std::string_view text) {
    return is_parameter_name(text) ? "" : "expected a parameter's name, found " + quoted(text);
}

std::string check_scope(std::string_view text) {
    return is_parameter_name(text) ? "" : "expected a scope without blanks, found " + quoted(text);
}

std::string check_status(std::string_view text) {
    const bool is_class =
        text.size() == 3 && text.front() >= '1' && text.front() <= '5' && text.substr(1) == "xx";
    return is_class ? "" : "expected a status such as 400 or '5xx', found " + quoted(text);
}

}  // namespace

bool is_provider_id(std::string_view text) {
    return !text.empty() && is_word_byte(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_word_byte(c) || c == '-'; });
}

bool is_variable_name(std::string_view text) {
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_word_byte(c) || c == '_'; });
}

bool is_header_name(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_word_byte(c) || (c >= 'A' && c <= 'Z') || marks.find(c) != std::string_view::npos;
    });
}

bool is_parameter_name(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

ShapeLeaves::ShapeLeaves() {
    any_value = {.kind = Shape::Kind::any};
    flag = {.kind = Shape::Kind::boolean};
    seconds = {.kind = Shape::Kind::integer, .expected = "seconds, 1 or more", .least = 1};
    milliseconds = {
        .kind = Shape::Kind::integer, .expected = "milliseconds, 100 or more", .least = 100};
    count = {.kind = Shape::Kind::integer, .expected = "a whole number", .least = 0};
    plain_text = shape_text("text", nullptr);
    name_text = shape_text("a name", check_name);
    line_text = shape_text("one line of 1 to 160 characters", check_line);
    lines = shape_list(line_text, "a list of lines");
    web_page = shape_text("an https URL", check_web_page);
    scope_name = shape_text("a scope without blanks", check_scope);
    id_text = shape_text("an id", check_id);
    template_text = shape_text("text", check_template);
    url_text = shape_text("an https URL", check_template);
    path_text = shape_text("a path that begins with /", check_path);
    pointer = shape_text("a JSON pointer, such as /data/id", check_pointer);
    pattern = shape_text("an RE2 pattern", check_pattern);
    header_name = shape_text("a header's name", check_header);
    parameter_name = shape_text("a parameter's name", check_parameter);
    value_text = {.kind = Shape::Kind::scalar, .expected = "a value", .check = check_template};
    plain_value = {.kind = Shape::Kind::scalar, .expected = "a value"};
    status_code = {.kind = Shape::Kind::scalar, .expected = "a status", .check = check_status};

    texts = shape_list(plain_text, "a list of texts");
    values = shape_one_or_list(plain_value, "a value, or a list of them");
    words_found = shape_one_or_list(plain_text, "text, or a list of texts");
    urls = shape_one_or_list(url_text, "an https URL, or a list of them");
    pointers = shape_one_or_list(pointer, "a JSON pointer, or a list of them");
    header_list = shape_list(header_name, "a list of headers' names");
    parameter_list = shape_list(parameter_name, "a list of parameters' names");
    header_map = shape_map(value_text, "a map of headers", is_header_name);
    parameter_map = shape_map(value_text, "a map of parameters", is_parameter_name);
    rename_map = shape_map(parameter_name, "a map of parameters' names", is_parameter_name);
    statuses = shape_one_or_list(status_code, "a status, or a list of them");
    var_kind = shape_word({"label", "labels", "host", "hostpath", "url", "segment", "digits",
                           "uuid", "email", "date", "text"});
}

}  // namespace fairlead::catalog
