// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_options.h"

#include "catalog/builtin_providers.h"

namespace fairlead::app {

catalog::CatalogOptions catalog_options(const Settings& settings) {
    catalog::CatalogOptions options;
    options.builtin = catalog::builtin_providers();
    options.user_directory = settings.providers_directory;
    options.server["user_agent"] = "Fairlead/" FAIRLEAD_VERSION;
    options.server["name"] = "Fairlead";
    if (!settings.sandbox_url.empty()) options.server["sandbox"] = settings.sandbox_url;
    return options;
}

}  // namespace fairlead::app
