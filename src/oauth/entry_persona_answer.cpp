// SPDX-License-Identifier: Apache-2.0
#include "oauth/entry_persona_answer.h"

#include "base/text.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {

namespace {

std::string form_of(const json::value& document) {
    net::Pairs pairs;
    for (const auto& member : document.as_object())
        pairs.emplace_back(member.key(), scalar_text(&member.value()).value_or(""));
    return net::write_pairs(pairs);
}

/// A body may be one text and nothing else.
std::string text_of(const json::value& document) {
    return document.is_string() ? std::string{document.get_string()} : json::serialize(document);
}

}  // namespace

void put(json::value& document, std::string_view pointer, json::value value) {
    json::value* at = &document;
    for (const auto& part : split(pointer, '/')) {
        if (part.empty()) continue;
        const bool is_index = part.find_first_not_of("0123456789") == std::string::npos;
        if (is_index &&
            (at->is_null() || at->is_array() || (at->is_object() && at->get_object().empty()))) {
            if (!at->is_array()) *at = json::array{};
            auto& list = at->get_array();
            const auto index = static_cast<std::size_t>(std::stoul(part));
            while (list.size() <= index) list.push_back(nullptr);
            at = &list[index];
        } else {
            if (!at->is_object()) *at = json::object{};
            at = &at->get_object()[part];
        }
    }
    *at = std::move(value);
}

void put_first(json::value& document, const std::vector<std::string>& pointers, json::value value) {
    if (!pointers.empty()) put(document, pointers.front(), std::move(value));
}

net::Exchange answer_with(const json::value& document, catalog::ReadAs read_as) {
    const bool is_form = read_as == catalog::ReadAs::form;
    net::Exchange exchange;
    auto& response = exchange.response.emplace();
    response.status = 200;
    response.headers.add("Content-Type",
                         is_form ? "application/x-www-form-urlencoded" : "application/json");
    response.body = is_form ? form_of(document) : text_of(document);
    return exchange;
}

}  // namespace fairlead::oauth
