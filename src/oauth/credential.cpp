// SPDX-License-Identifier: Apache-2.0
#include "oauth/credential.h"

#include "base/json.h"
#include "base/text.h"
#include "oauth/carried_token.h"
#include "oauth/signing_token.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace fairlead::oauth {

namespace {

using catalog::AuthKind;
using catalog::AuthMethod;
using catalog::CredentialField;

constexpr std::string_view cred_group = "cred.";
constexpr std::array short_forms{"api", "id", "url"};

CredentialField field_of(std::string name, bool secret) {
    CredentialField field;
    field.name = std::move(name);
    field.secret = secret;
    return field;
}

/// The credential's members that a method's `attach` names without `fields` telling of them.
void add_implied(const AuthMethod& method, std::vector<CredentialField>& fields) {
    const auto add = [&](const catalog::Template& source) {
        for (const auto& name : source.names()) {
            if (!name.starts_with(cred_group)) continue;
            auto member = name.substr(cred_group.size());
            if (std::ranges::find(fields, member, &CredentialField::name) == fields.end())
                fields.push_back(field_of(std::move(member), true));
        }
    };
    for (const auto& attach : method.attach) {
        add(attach.value);
        add(attach.password);
        if (attach.where == catalog::Attach::Where::base)
            for (const auto& base : method.api.base) add(base);
        if (!attach.body) continue;
        if (const auto body = catalog::Template::parse(attach.body->text)) add(*body);
    }
}

/// RFC 6749 section 2.3.1, in the words of the provider's file where it has any.
std::vector<CredentialField> client_fields(const AuthMethod& method) {
    auto fields = method.fields;
    const auto has = [&](const char* name) {
        return std::ranges::find(fields, name, &CredentialField::name) != fields.end();
    };
    // RFC 8705 section 2.1: a certificate proves as much.
    const bool is_certified = method.token.mtls && method.token.client == catalog::ClientAuth::none;
    const bool has_secret = !is_certified && method.token.client != catalog::ClientAuth::assertion;
    if (has_secret && !has("client_secret"))
        fields.insert(fields.begin(), field_of("client_secret", true));
    if (!has("client_id")) fields.insert(fields.begin(), field_of("client_id", false));
    return fields;
}

std::vector<CredentialField> credential_fields(const AuthMethod& method) {
    if (method.kind == AuthKind::oauth2_client) return client_fields(method);
    auto fields = method.fields;
    if (method.kind == AuthKind::login || method.kind == AuthKind::jwt_grant) return fields;
    if (fields.empty() && method.kind == AuthKind::basic)
        return {field_of("username", false), field_of("password", true)};
    add_implied(method, fields);
    if (fields.empty() && method.kind == AuthKind::key) fields.push_back(field_of("api_key", true));
    return fields;
}

bool is_typed_in(const CredentialField& field) { return !field.fixed && !field.from_app; }

std::vector<CredentialField> typed_fields(const AuthMethod& method) {
    auto fields = credential_fields(method);
    std::erase_if(fields, [](const auto& field) { return !is_typed_in(field); });
    return fields;
}

/// `api_key` as people read it: API key.
std::string readable(std::string_view name) {
    std::string label;
    for (const auto& word : split(name, '_')) {
        if (!label.empty()) label += ' ';
        const bool is_short = std::ranges::find(short_forms, word) != short_forms.end();
        label += is_short ? to_upper(word) : word;
    }
    if (!label.empty()) label.front() = to_upper(label.substr(0, 1)).front();
    return label;
}

std::string label_of(const CredentialField& field) {
    const auto& said = field.term.empty() ? field.name : field.term;
    return said.find(' ') == std::string::npos ? readable(said) : said;
}

/// The pattern of a field, which the spec's plain values do not carry.
std::string match_of(const AuthMethod& method, const std::string& name) {
    const auto raw = from_json(method.raw);
    return scalar_text(find_pointer(raw, "/fields/" + name + "/match")).value_or("");
}

/// Marks keys and certificates in PEM, which are copied with their lines.
void mark_pem(const AuthMethod& method, FormField& line) {
    const auto& name = line.rule.name;
    const auto raw = from_json(method.raw);
    const auto key = scalar_text(find_pointer(raw, "/assertion/key")).value_or("");
    line.multiline = key == "{" + name + "}" || key == "{cred." + name + "}";
    const auto& certificate = method.client_certificate;
    if (!certificate) return;
    if (name == certificate->certificate)
        line.hint =
            "The whole text in PEM, BEGIN and END too. Those between it and its authority "
            "may follow.";
    if (name == certificate->key)
        line.hint = "The whole text in PEM, BEGIN and END too; without a passphrase.";
    line.multiline = line.multiline || !line.hint.empty();
}

FormField form_field(const AuthMethod& method, const CredentialField& field) {
    FormField line;
    line.rule.name = field.name;
    line.rule.kind = field.kind;
    line.rule.match = match_of(method, field.name);
    line.rule.optional = field.optional;
    line.rule.secret = field.secret;
    line.label = label_of(field);
    mark_pem(method, line);
    return line;
}

FormField form_field(const catalog::Variable& variable) {
    FormField line;
    line.of = FormField::Of::variable;
    line.rule = variable;
    line.label = readable(variable.name);
    if (variable.default_value && variable.default_value->names().empty())
        line.initial = variable.default_value->text();
    return line;
}

std::string hint_of_path(const AuthMethod& method) {
    return "Behind " + method.api.base.front().text() + ": a " + method.check->verb +
           " that changes nothing and is refused without a valid credential. It proves each "
           "one before it is stored.";
}

Error of_another_form() {
    return Error{Errc::conflict, "The stored credential is of an older form. Please reconnect.",
                 "the provider's file asks for other fields than those that were stored"};
}

Result<Credential> members_of(const std::vector<CredentialField>& fields, const Secret& packed) {
    auto document = parse_json(packed.expose());
    if (!document || !document->is_object()) return of_another_form();
    Credential credential;
    for (auto& member : document->get_object()) {
        if (!member.value().is_string()) return of_another_form();
        auto& text = member.value().get_string();
        credential.emplace(member.key(), Secret::copy_of(text));
        wipe_memory(text.data(), text.size());
    }
    const auto has = [&](const auto& field) {
        return field.optional || credential.contains(field.name);
    };
    if (!std::ranges::all_of(fields, has)) return of_another_form();
    return credential;
}

bool rides_as_bearer(const AuthMethod& method) {
    if (method.attach.empty()) return method.kind == AuthKind::key;
    return std::ranges::any_of(method.attach, [](const auto& attach) {
        return attach.where == catalog::Attach::Where::header &&
               equal_ignoring_case(attach.name, "Authorization") &&
               attach.value.text().starts_with("Bearer {");
    });
}

}  // namespace

bool is_form(AuthKind kind) {
    return is_carried(kind) || kind == AuthKind::oauth2_client || kind == AuthKind::jwt_grant ||
           kind == AuthKind::login;
}

bool is_carried(AuthKind kind) { return kind == AuthKind::key || kind == AuthKind::basic; }

std::vector<FormField> form_fields(const AuthMethod& method) {
    std::vector<FormField> form;
    if (is_form(method.kind)) {
        for (const auto& field : typed_fields(method)) form.push_back(form_field(method, field));
    }
    for (const auto& variable : method.vars)
        if (variable.from == catalog::VarSource::connection) form.push_back(form_field(variable));
    return form;
}

std::vector<FormField> operator_fields(const AuthMethod& method) {
    std::vector<FormField> form;
    for (const auto& variable : method.vars) {
        if (variable.from != catalog::VarSource::app) continue;
        form.push_back(form_field(variable));
        if (variable.secret) form.back().of = FormField::Of::secret_variable;
        mark_pem(method, form.back());
        if (variable.kind == catalog::VarKind::path) form.back().hint = hint_of_path(method);
    }
    return form;
}

std::string operator_field(const AuthMethod& method) {
    if (!is_form(method.kind)) return {};
    const auto fields = credential_fields(method);
    const auto found = std::ranges::find(fields, true, &CredentialField::from_app);
    return found == fields.end() ? std::string{} : found->name;
}

Secret pack_credential(const AuthMethod& method, const Credential& credential) {
    const auto fields = typed_fields(method);
    if (fields.size() == 1) {
        const auto found = credential.find(fields.front().name);
        return found == credential.end() ? Secret{} : found->second.duplicate();
    }
    json::object object;
    for (const auto& [name, value] : credential) object[name] = value.expose();
    Secret packed{json::serialize(object)};
    for (auto& member : object) {
        auto& text = member.value().get_string();
        wipe_memory(text.data(), text.size());
    }
    return packed;
}

Result<Credential> unpack_credential(const AuthMethod& method, const Secret& packed) {
    const auto fields = typed_fields(method);
    if (fields.size() != 1) return members_of(fields, packed);
    Credential credential;
    credential.emplace(fields.front().name, packed.duplicate());
    return credential;
}

std::string credential_type(const AuthMethod& method) {
    if (typed_fields(method).size() != 1) return "Credentials";
    return rides_as_bearer(method) ? "Bearer" : "ApiKey";
}

Result<void> bind_members(catalog::Bindings& bindings, const AuthMethod& method,
                          const Secret& packed) {
    TRY(auto credential, unpack_credential(method, packed));
    for (auto& [name, value] : credential)
        bindings.set_secret(std::string{cred_group} + name, std::move(value));
    for (const auto& field : credential_fields(method)) {
        const auto bound = std::string{cred_group} + field.name;
        if (field.fixed) bindings.set(bound, *field.fixed);
        // One that was left empty is empty where it stands.
        if (is_typed_in(field) && !bindings.has(bound)) bindings.set(bound, "");
    }
    return ok();
}

namespace {

/// The token, and what of the credential calls carry beside it; empty what was left empty.
Result<void> bind_carried(catalog::Bindings& bindings, const AuthMethod& method,
                          const std::vector<std::string>& beside, const Secret& access) {
    TRY(auto carried, unpack_carried(access));
    bindings.set_secret("token", std::move(carried.token));
    const bool is_client = method.kind == AuthKind::oauth2_client;
    for (const auto& name : beside) {
        const auto found = carried.members.find(name);
        const auto value = found == carried.members.end() ? Secret{} : found->second.duplicate();
        if (is_client) bindings.set_secret("app." + name, value.duplicate());
        bindings.set_secret(std::string{cred_group} + name, value.duplicate());
    }
    for (const auto& field : method.fields)
        if (field.fixed) bindings.set(std::string{cred_group} + field.name, *field.fixed);
    return ok();
}

}  // namespace

Result<void> bind_credential(catalog::Bindings& bindings, const AuthMethod& method,
                             const Secret& access) {
    if (method.kind == AuthKind::oauth1 && !access.empty()) {
        TRY(auto signs, unpack_signing_token(access));
        bindings.set_secret("token", std::move(signs.token));
        return ok();
    }
    const auto beside = access.empty() ? std::vector<std::string>{} : members_beside(method);
    if (!beside.empty()) return bind_carried(bindings, method, beside, access);
    bindings.set_secret("token", access.duplicate());
    return is_carried(method.kind) ? bind_members(bindings, method, access) : ok();
}

}  // namespace fairlead::oauth
