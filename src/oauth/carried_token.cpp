// SPDX-License-Identifier: Apache-2.0
#include "oauth/carried_token.h"

#include "base/json.h"
#include "catalog/log_in.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::string_view member_group = "cred.";
constexpr std::string_view client_group = "app.";
constexpr const char* token_key = "access_token";
constexpr const char* members_key = "credential";

/// Every value that a call of the API names.
std::vector<std::string> names_in_calls(const catalog::AuthMethod& method) {
    std::vector<std::string> all;
    const auto add = [&](const catalog::Template& source) {
        for (auto& name : source.names()) all.push_back(std::move(name));
    };
    for (const auto& attach : method.attach) {
        add(attach.value);
        add(attach.password);
        if (!attach.body) continue;
        if (const auto body = catalog::Template::parse(attach.body->text)) add(*body);
    }
    for (const auto* parameters : {&method.api.headers, &method.api.query})
        for (const auto& parameter : *parameters) add(parameter.value);
    return all;
}

/// The member that a name means; "" for none. The client of a client's own grant is the credential.
std::string member_named(const catalog::AuthMethod& method, const std::string& name) {
    if (name.starts_with(member_group)) return name.substr(member_group.size());
    const bool is_client = method.kind == catalog::AuthKind::oauth2_client;
    return is_client && name.starts_with(client_group) ? name.substr(client_group.size())
                                                       : std::string{};
}

void wipe_texts(json::object& object) {
    for (auto& member : object) {
        if (!member.value().is_string()) continue;
        auto& text = member.value().get_string();
        wipe_memory(text.data(), text.size());
    }
}

/// Those members of a packed credential that are wanted; one that is a single value has one name.
json::object chosen_of(const Secret& credential, const std::vector<std::string>& members) {
    json::object chosen;
    auto document = parse_json(credential.expose());
    if (!document || !document->is_object()) {
        if (members.size() == 1 && !credential.empty())
            chosen[members.front()] = credential.expose();
        return chosen;
    }
    for (const auto& name : members)
        if (const auto* found = document->get_object().if_contains(name)) chosen[name] = *found;
    wipe_texts(document->get_object());
    return chosen;
}

Error of_other_form() {
    return Error{Errc::conflict, "The stored credential is of an older form. Please reconnect.",
                 "the provider's file wants a part of the credential beside the token"};
}

}  // namespace

std::vector<std::string> members_beside(const catalog::AuthMethod& method) {
    std::vector<std::string> members;
    if (!is_form(method.kind) || is_carried(method.kind)) return members;
    for (const auto& name : names_in_calls(method)) {
        auto member = member_named(method, name);
        if (!member.empty() && std::ranges::find(members, member) == members.end())
            members.push_back(std::move(member));
    }
    return members;
}

bool wants_what_is_gone(const catalog::AuthMethod& method) {
    return std::ranges::any_of(names_in_calls(method), [&](const std::string& name) {
        const bool is_operators = name.starts_with(client_group);
        return name == "assertion" || catalog::answer_named(name).has_value() ||
               (is_operators && member_named(method, name).empty());
    });
}

Secret pack_carried(const Secret& token, const Secret& credential,
                    const std::vector<std::string>& members) {
    auto chosen = chosen_of(credential, members);
    json::object object;
    object[token_key] = token.expose();
    object[members_key] = chosen;
    Secret packed{json::serialize(object)};
    wipe_texts(object[members_key].get_object());
    wipe_texts(object);
    wipe_texts(chosen);
    return packed;
}

Result<CarriedToken> unpack_carried(const Secret& packed) {
    auto document = parse_json(packed.expose());
    if (!document || !document->is_object()) return of_other_form();
    auto& object = document->get_object();
    auto* members = object.if_contains(members_key);
    auto* token = object.if_contains(token_key);
    if (!members || !members->is_object() || !token || !token->is_string()) return of_other_form();
    CarriedToken carried;
    carried.token = Secret::copy_of(token->get_string());
    for (const auto& member : members->get_object())
        if (member.value().is_string())
            carried.members.emplace(member.key(), Secret::copy_of(member.value().get_string()));
    wipe_texts(members->get_object());
    wipe_texts(object);
    return carried;
}

Result<Secret> token_in(const catalog::AuthMethod& method, const Secret& access) {
    if (members_beside(method).empty()) return access.duplicate();
    TRY(auto carried, unpack_carried(access));
    return std::move(carried.token);
}

}  // namespace fairlead::oauth
