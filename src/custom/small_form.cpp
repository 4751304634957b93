// SPDX-License-Identifier: Apache-2.0
#include "custom/small_form.h"

#include "base/text.h"
#include "catalog/user_source.h"
#include "catalog/yaml_text.h"

#include <algorithm>
#include <array>

namespace fairlead::custom {

namespace {

/// A member of the form, and where the file has it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> places{{
    {"id", "/id"},
    {"name", "/name"},
    {"groups", "/category"},
    {"auth.oauth.authorize.url", "/authorizeUrl"},
    {"auth.oauth.authorize.scopes", "/scopes"},
    {"auth.oauth.token.url", "/tokenUrl"},
    {"auth.oauth.token.client", "/clientAuthentication"},
    {"api.base", "/apiBase"},
    {"whoami.url", "/identityUrl"},
    {"whoami.id", "/identityId"},
    {"whoami.label", "/identityLabel"},
}};

std::string place_of(const std::string& key) {
    for (const auto& [prefix, pointer] : places) {
        if (key == prefix) return std::string{pointer};
        const auto rest = key.substr(std::min(prefix.size(), key.size()));
        if (key.starts_with(prefix) && rest.starts_with('.')) {
            return std::string{pointer} + replace_all(rest, ".", "/");
        }
    }
    return {};
}

json::array texts(const std::vector<std::string>& list) {
    json::array result;
    for (const auto& text : list) result.emplace_back(text);
    return result;
}

json::object oauth_of(const SmallForm& form) {
    json::object authorize{{"url", form.authorize_url}};
    if (!form.scopes.empty()) authorize["scopes"] = texts(form.scopes);
    json::object token{{"url", form.token_url}};
    if (!form.client_authentication.empty()) token["client"] = form.client_authentication;
    return {
        {"kind", "oauth2_code"}, {"authorize", std::move(authorize)}, {"token", std::move(token)}};
}

}  // namespace

std::string id_for_name(const std::string& name) {
    std::string id;
    for (const char c : to_lower(name)) {
        const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_kept) id += c;
        if (!is_kept && !id.empty() && id.back() != '-') id += '-';
    }
    id.resize(std::min(id.size(), catalog::longest_added_id - catalog::added_prefix.size()));
    while (id.ends_with('-')) id.pop_back();
    return id.empty() ? id : std::string{catalog::added_prefix} + id;
}

std::string file_of_form(const SmallForm& form) {
    json::object file{{"schema", 1},
                      {"id", form.id.empty() ? id_for_name(form.name) : form.id},
                      {"name", form.name},
                      {"groups", json::array{form.category.empty() ? "other" : form.category}}};
    if (!form.api_base.empty()) file["api"] = json::object{{"base", form.api_base}};
    file["auth"] = json::object{{"oauth", oauth_of(form)}};
    if (!form.identity_url.empty()) {
        json::object whoami{{"url", form.identity_url}};
        if (!form.identity_id.empty()) whoami["id"] = form.identity_id;
        if (!form.identity_label.empty()) whoami["label"] = form.identity_label;
        file["whoami"] = std::move(whoami);
    }
    return catalog::yaml_text(file);
}

std::vector<Fault> missing_in(const SmallForm& form) {
    std::vector<Fault> faults;
    const auto require = [&](const std::string& value, const char* pointer) {
        if (value.empty()) faults.push_back({pointer, "must not be empty"});
    };
    require(form.name, "/name");
    require(form.authorize_url, "/authorizeUrl");
    require(form.token_url, "/tokenUrl");
    if (!form.identity_url.empty()) require(form.identity_id, "/identityId");
    if (form.id.empty() && !form.name.empty() && id_for_name(form.name).empty()) {
        faults.push_back(
            {"/id", "cannot be made of this name: say one, custom- and a-z, 0-9 or -"});
    }
    return faults;
}

std::vector<Fault> faults_in_form(const std::vector<catalog::FileFault>& faults) {
    std::vector<Fault> found;
    for (const auto& fault : faults) {
        auto place = place_of(fault.key);
        // Where no member says it, the message has to.
        auto message =
            place.empty() && !fault.key.empty() ? fault.key + ": " + fault.message : fault.message;
        found.push_back({std::move(place), std::move(message)});
    }
    return found;
}

}  // namespace fairlead::custom
