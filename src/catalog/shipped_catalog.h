// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/builtin_providers.h"
#include "catalog/catalog.h"

#include <gtest/gtest.h>

namespace fairlead::catalog {

/// For tests: the catalogue as it is built in, with the sandbox at this origin; empty: without.
inline std::unique_ptr<Catalog> shipped(const std::string& sandbox = "https://localhost:9443") {
    CatalogOptions options;
    options.builtin = builtin_providers();
    if (!sandbox.empty()) options.server["sandbox"] = sandbox;
    auto catalog = Catalog::create(std::move(options));
    if (!catalog) ADD_FAILURE() << catalog.error().message;
    return catalog ? *std::move(catalog) : nullptr;
}

inline std::vector<ProviderSummary> every_provider(const Catalog& catalog) {
    ProviderQuery all;
    all.limit = catalog.size();
    return catalog.list(all).items;
}

}  // namespace fairlead::catalog
