// SPDX-License-Identifier: Apache-2.0
#include "model/user.h"

#include <array>

namespace fairlead {

namespace {

struct NamedScope {
    const char* name;
    Scope scope;
};

/// In the order in which they are shown.
constexpr std::array<NamedScope, 10> named_scopes{{
    {"connections:read", Scope::connections_read},
    {"connections:write", Scope::connections_write},
    {"tokens:read", Scope::tokens_read},
    {"credentials:read", Scope::credentials_read},
    {"proxy", Scope::proxy},
    {"records:read", Scope::records_read},
    {"records:write", Scope::records_write},
    {"actions", Scope::actions},
    {"webhooks", Scope::webhooks},
    {"admin", Scope::admin},
}};

const NamedScope* find_scope(std::string_view name) {
    for (const auto& named : named_scopes) {
        if (named.name == name) return &named;
    }
    return nullptr;
}

Error unknown_scope(std::size_t index) {
    std::string known;
    for (const auto& named : named_scopes) {
        if (!known.empty()) known += ", ";
        known += named.name;
    }
    Error error{Errc::invalid, "A scope is not known."};
    error.faults.push_back({"/" + std::to_string(index), "must be one of " + known});
    return error;
}

}  // namespace

std::vector<std::string> scope_names(Scope set) {
    std::vector<std::string> names;
    for (const auto& named : named_scopes) {
        if (has(set, named.scope)) names.emplace_back(named.name);
    }
    return names;
}

Result<Scope> parse_scopes(const std::vector<std::string>& names) {
    auto set = Scope::none;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto* const named = find_scope(names[i]);
        if (named == nullptr) return unknown_scope(i);
        set = set | named->scope;
    }
    return set;
}

}  // namespace fairlead
