// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"
#include "catalog/catalog.h"

namespace fairlead::app {

/// How the catalogue is opened under these settings: the operator's files, the sandbox's address.
catalog::CatalogOptions catalog_options(const Settings& settings);

}  // namespace fairlead::app
