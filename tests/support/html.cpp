// SPDX-License-Identifier: Apache-2.0
#include "support/html.h"

#include "base/text.h"

#include <algorithm>
#include <cctype>

namespace fairlead::tests {
namespace {

using Attributes = std::map<std::string, std::string>;

struct Tag {
    std::string name;  ///< lower case, "/form" for an end tag
    Attributes attributes;
    std::size_t end = 0;  ///< behind its '>'
};

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

/// Reads one attribute at `at`, and leaves `at` behind it.
std::pair<std::string, std::string> read_attribute(std::string_view html, std::size_t& at) {
    const std::size_t name_end = std::min(html.find_first_of("= \t\r\n>", at), html.size());
    std::string name = lower(html.substr(at, name_end - at));
    at = name_end;
    if (at >= html.size() || html[at] != '=') return {std::move(name), ""};
    ++at;
    if (at >= html.size()) return {std::move(name), ""};
    const bool quoted = html[at] == '"' || html[at] == '\'';
    const std::string_view ends = quoted ? html.substr(at, 1) : std::string_view{" \t\r\n>"};
    if (quoted) ++at;
    const std::size_t end = std::min(html.find_first_of(ends, at), html.size());
    std::string value = decode_entities(html.substr(at, end - at));
    at = quoted ? std::min(end + 1, html.size()) : end;
    return {std::move(name), std::move(value)};
}

/// The tag that begins at `at`, where there is a '<'.
Tag read_tag(std::string_view html, std::size_t at) {
    Tag tag;
    const std::size_t name_end = std::min(html.find_first_of(" \t\r\n>", at + 1), html.size());
    tag.name = lower(html.substr(at + 1, name_end - at - 1));
    at = name_end;
    while (at < html.size() && html[at] != '>') {
        if (is_space(html[at]) || html[at] == '/') {
            ++at;
            continue;
        }
        tag.attributes.insert(read_attribute(html, at));
    }
    tag.end = std::min(at + 1, html.size());
    return tag;
}

std::string text_until(std::string_view html, std::size_t from, std::string_view mark) {
    const std::size_t end = html.find(mark, from);
    if (end == std::string_view::npos) return {};
    return decode_entities(html.substr(from, end - from));
}

void add_input(HtmlForm& form, Attributes& attributes) {
    const std::string type = lower(attributes["type"]);
    const bool is_choice = type == "radio" || type == "checkbox";
    if (type == "submit") {
        form.buttons.push_back({attributes["name"], attributes["value"], attributes["value"]});
    } else if (!attributes["name"].empty() && (!is_choice || attributes.contains("checked"))) {
        form.fields.emplace_back(attributes["name"], attributes["value"]);
    }
}

}  // namespace

bool HtmlForm::has(std::string_view field) const {
    return std::any_of(fields.begin(), fields.end(),
                       [field](const auto& one) { return one.first == field; });
}

std::string HtmlForm::value(std::string_view field) const {
    for (const auto& [name, value] : fields) {
        if (name == field) return value;
    }
    return {};
}

void HtmlForm::fill(std::string_view field, std::string value) {
    for (auto& [name, present] : fields) {
        if (name == field) {
            present = std::move(value);
            return;
        }
    }
    fields.emplace_back(field, std::move(value));
}

const HtmlButton* HtmlForm::button(std::string_view text) const {
    for (const HtmlButton& one : buttons) {
        const bool fits = lower(one.text).find(lower(text)) != std::string::npos;
        if (fits || lower(one.value) == lower(text)) return &one;
    }
    return nullptr;
}

std::vector<HtmlForm> find_forms(std::string_view html) {
    std::vector<HtmlForm> forms;
    bool inside = false;
    for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
        Tag tag = read_tag(html, at);
        at = tag.end;
        if (tag.name == "form") {
            const std::string method = lower(tag.attributes["method"]);
            forms.push_back({tag.attributes["action"], method.empty() ? "get" : method});
            inside = true;
        } else if (tag.name == "/form") {
            inside = false;
        } else if (inside && tag.name == "input") {
            add_input(forms.back(), tag.attributes);
        } else if (inside && tag.name == "button") {
            forms.back().buttons.push_back({tag.attributes["name"], tag.attributes["value"],
                                            text_until(html, at, "</button")});
        }
    }
    return forms;
}

std::string find_link(std::string_view html, std::string_view text) {
    for (std::size_t at = html.find("<a "); at != std::string_view::npos;
         at = html.find("<a ", at)) {
        Tag tag = read_tag(html, at);
        at = tag.end;
        if (text_until(html, at, "</a").find(text) != std::string::npos) {
            return tag.attributes["href"];
        }
    }
    return {};
}

std::string decode_entities(std::string_view text) {
    static const std::pair<std::string_view, char> known[] = {
        {"&amp;", '&'},  {"&lt;", '<'},  {"&gt;", '>'},  {"&quot;", '"'},
        {"&#39;", '\''}, {"&#34;", '"'}, {"&#43;", '+'}, {"&#61;", '='}};
    std::string out;
    while (!text.empty()) {
        const auto* const found =
            std::find_if(std::begin(known), std::end(known),
                         [text](const auto& one) { return text.starts_with(one.first); });
        const bool is_entity = found != std::end(known);
        out.push_back(is_entity ? found->second : text.front());
        text.remove_prefix(is_entity ? found->first.size() : 1);
    }
    return out;
}

}  // namespace fairlead::tests
