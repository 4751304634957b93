// SPDX-License-Identifier: Apache-2.0
#include "http/model_enums.h"

#include "http/bind.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

/// What the domain calls a value and what the wire does must not drift apart.
template <class E>
void expect_names_of_the_domain() {
    for (const auto& [value, name] : detail::enumerators<E>()) {
        EXPECT_STREQ(to_text(value), name);
        EXPECT_EQ(to_json_text(value), "\"" + std::string{name} + "\"");
    }
}

TEST(ModelEnums, NameConnectionsAsTheDomainDoes) {
    expect_names_of_the_domain<ConnectionStatus>();
    expect_names_of_the_domain<ConnectionHealth>();
    expect_names_of_the_domain<ConnectionReason>();
}

TEST(ModelEnums, NameScopesAsTheDomainDoes) {
    Scope all = Scope::none;
    std::vector<std::string> names;
    for (const auto& [scope, name] : WireNames<Scope>::values) {
        all = all | scope;
        names.emplace_back(name);
        EXPECT_EQ(scope_names(scope), std::vector<std::string>{name});
    }
    EXPECT_EQ(scope_names(all), names);
}

}  // namespace
}  // namespace fairlead::http
