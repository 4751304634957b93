// SPDX-License-Identifier: Apache-2.0
#include "oauth/entry_persona_answer.h"

#include "base/text.h"
#include "catalog/log_in.h"

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

/// A whole address where a call's begins with it.
void put_wanted(const catalog::Template& source, bool is_url, std::vector<json::value>& answers) {
    for (const auto& name : source.names()) {
        const auto named = catalog::answer_named(name);
        if (!named || *named > answers.size()) continue;
        const bool is_front = is_url && source.nodes().front().text == name;
        const auto number = std::to_string(*named);
        put(answers[*named - 1], name.substr(name.find('/')),
            json::string((is_front ? "https://sample.example/step" : "answer-") + number));
    }
}

void put_wanted(const catalog::Request& request, std::vector<json::value>& answers) {
    for (const auto& url : request.url) put_wanted(url, true, answers);
    for (const auto* parameters : {&request.extra, &request.query, &request.headers})
        for (const auto& parameter : *parameters) put_wanted(parameter.value, false, answers);
    if (!request.body) return;
    if (const auto body = catalog::Template::parse(request.body->text))
        put_wanted(*body, false, answers);
}

}  // namespace

std::vector<json::value> sample_answers(const catalog::AuthMethod& method,
                                        const std::map<std::string, std::string>& vars) {
    const auto before = catalog::calls_before_token(method);
    std::vector<json::value> answers(before.size(), json::object{});
    for (const auto& request : before) put_wanted(request, answers);
    put_wanted(method.token, answers);
    for (const auto& variable : method.vars) {
        const auto named = catalog::answer_named(variable.at);
        if (named && vars.contains(variable.name))
            put(answers.at(*named - 1), variable.at.substr(variable.at.find('/')),
                json::string(vars.at(variable.name)));
    }
    return answers;
}

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
