// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_input.h"

#include "oauth/assertion.h"
#include "oauth/connect_vars.h"
#include "oauth/pem_text.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
    const auto from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

std::string value_of(const catalog::AuthMethod& method, const FormField& field,
                     const Secret& typed) {
    const bool has_password =
        method.kind == catalog::AuthKind::basic || method.kind == catalog::AuthKind::login;
    const bool is_password = has_password && field.rule.secret && !has_assertion(method);
    if (is_password) return std::string{typed.expose()};
    return one_line_key(without_blanks(typed.expose()));
}

/// What is expected, without the field's name, which stands beside it.
std::string said_of(const std::string& name, std::string message) {
    const auto before = name + ": ";
    if (message.starts_with(before)) message.erase(0, before.size());
    return message;
}

void read_field(const catalog::AuthMethod& method, const FormField& field, const FormInput& input,
                FormContent& content) {
    const auto& name = field.rule.name;
    const auto typed = input.fields.find(name);
    const auto value =
        typed == input.fields.end() ? Secret{} : Secret{value_of(method, field, typed->second)};
    if (value.empty()) {
        if (!field.rule.optional) content.faults.push_back({"/fields/" + name, "is needed"});
        return;
    }
    const auto accepted = field.rule.accept(value.expose());
    if (accepted)
        content.credential.emplace(name, value.duplicate());
    else
        content.faults.push_back({"/fields/" + name, said_of(name, accepted.error().message)});
}

void refuse_unknown(const std::vector<FormField>& form, const FormInput& input,
                    std::vector<Fault>& faults) {
    for (const auto& [name, value] : input.fields) {
        const auto is_it = [&](const FormField& field) {
            return field.of == FormField::Of::credential && field.rule.name == name;
        };
        if (std::ranges::none_of(form, is_it))
            faults.push_back({"/fields/" + name, "is not asked for"});
    }
}

}  // namespace

FormContent read_form(const OAuthClient& client, const FormInput& input, Vars known) {
    const auto& method = client.method();
    const auto form = form_fields(method);
    FormContent content;
    for (const auto& field : form)
        if (field.of == FormField::Of::credential) read_field(method, field, input, content);
    refuse_unknown(form, input, content.faults);
    content.vars = std::move(known);
    for (const auto& [name, typed] : input.vars) {
        const auto value = without_blanks(typed);
        if (!value.empty()) content.vars.insert_or_assign(name, std::string{value});
    }
    for (auto& fault : complete_vars(client, content.vars)) {
        const auto name = fault.pointer.substr(fault.pointer.rfind('/') + 1);
        content.faults.push_back({fault.pointer, said_of(name, std::move(fault.message))});
    }
    return content;
}

}  // namespace fairlead::oauth
