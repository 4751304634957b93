// SPDX-License-Identifier: Apache-2.0
#include "oauth/credential.h"

#include "catalog/builtin_providers.h"
#include "catalog/catalog.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

std::vector<std::string> asked(const std::string& provider, const std::string& method = {}) {
    catalog::CatalogOptions options;
    options.builtin = catalog::builtin_providers();
    const auto catalog = *catalog::Catalog::create(std::move(options));
    const auto spec = catalog->find(provider, "", method);
    if (!spec) ADD_FAILURE() << spec.error().message;
    std::vector<std::string> lines;
    if (!spec) return lines;
    for (const auto& line : form_fields((*spec)->method)) {
        const bool is_variable = line.of == FormField::Of::variable;
        lines.push_back((is_variable ? "vars." : "fields.") + line.rule.name);
    }
    return lines;
}

using Lines = std::vector<std::string>;

TEST(FormFields, OfAConsentPageAreTheVariablesOfItsAddress) {
    EXPECT_EQ(asked("zendesk"), Lines{"vars.subdomain"});
    EXPECT_EQ(asked("hubspot"), Lines{});
}

TEST(FormFields, OfAKeyAreItsCredentialFirst) {
    EXPECT_EQ(asked("openai"), Lines{"fields.api_key"});
}

TEST(FormFields, AskNobodyForAHostThatTheOperatorPins) { EXPECT_EQ(asked("gitea"), Lines{}); }

}  // namespace
}  // namespace fairlead::oauth
