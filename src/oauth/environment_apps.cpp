// SPDX-License-Identifier: Apache-2.0
#include "oauth/environment_apps.h"

#include "base/text.h"
#include "oauth/operator_vars.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::size_t page_size = 200;

/// A provider's own name, then those of the families its id begins with.
std::vector<std::string> names_along(std::string id) {
    std::vector<std::string> names;
    while (true) {
        names.push_back(environment_name(id));
        const auto dash = id.rfind('-');
        if (dash == std::string::npos) return names;
        id.erase(dash);
    }
}

}  // namespace

std::string environment_name(std::string_view provider) {
    auto name = to_upper(provider);
    std::ranges::replace(name, '-', '_');
    return name;
}

EnvironmentApps::EnvironmentApps(const catalog::Catalog& catalog,
                                 std::map<std::string, AppRegistration> environment)
    : catalog_(catalog), environment_(std::move(environment)) {
    look_again();
}

void EnvironmentApps::look_again() {
    auto found = std::make_shared<Presented>();
    catalog::ProviderQuery query;
    query.limit = page_size;
    query.is_presented = true;
    do {
        const auto page = catalog_.list(query);
        for (const auto& provider : page.items) {
            found->ids.insert(provider.id);
            for (auto& name : names_along(provider.id)) found->claimed.insert(std::move(name));
        }
        query.after = page.next;
    } while (!query.after.empty());
    *presented_.lock() = std::move(found);
}

std::set<std::string> EnvironmentApps::providers() const {
    auto ids = presented()->ids;
    for (const auto& [name, app] : environment_) {
        auto id = to_lower(name);
        std::ranges::replace(id, '_', '-');
        ids.insert(std::move(id));
    }
    return ids;
}

std::vector<std::string> EnvironmentApps::names_for(const std::string& provider) const {
    const auto now = presented();
    if (now->ids.contains(provider)) return names_along(provider);
    auto own = environment_name(provider);
    if (now->claimed.contains(own)) return {};
    return {std::move(own)};
}

const AppRegistration* EnvironmentApps::find(const std::string& name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() ? nullptr : &found->second;
}

const AppRegistration* EnvironmentApps::app_for(const std::string& provider) const {
    for (const auto& name : names_for(provider)) {
        const auto* app = find(name);
        if (app && !app->client_id.empty()) return app;
    }
    return nullptr;
}

std::optional<bool> EnvironmentApps::switch_for(const std::string& provider) const {
    for (const auto& name : names_for(provider)) {
        const auto* app = find(name);
        if (app && app->enabled) return app->enabled;
    }
    return std::nullopt;
}

Result<std::map<std::string, std::string>> EnvironmentApps::vars_for(
    const catalog::ProviderSpec& provider, const std::map<std::string, std::string>& own) const {
    auto given = own;
    for (const auto& name : names_for(provider.id)) {
        const auto* app = find(name);
        if (!app || app->vars.empty()) continue;
        given.insert(app->vars.begin(), app->vars.end());
        break;
    }
    return operator_vars(provider.method, given, environment_name(provider.id) + "_CLIENT_VARS");
}

Result<SecretVars> EnvironmentApps::secrets_for(const catalog::ProviderSpec& provider,
                                                const SecretVars& own) const {
    auto given = duplicate(own);
    for (const auto& name : names_for(provider.id)) {
        const auto* app = find(name);
        if (!app || app->secret_vars.empty()) continue;
        given.merge(duplicate(app->secret_vars));
        break;
    }
    return operator_secrets(provider.method, given,
                            environment_name(provider.id) + "_CLIENT_SECRET_VARS");
}

std::string EnvironmentApps::redirect_uri_for(const std::string& provider) const {
    const auto names = names_for(provider);
    const auto* own = names.empty() ? nullptr : find(names.front());
    return own ? own->redirect_uri : std::string{};
}

}  // namespace fairlead::oauth
