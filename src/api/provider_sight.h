// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"
#include "model/user.h"

#include <string>
#include <vector>

namespace fairlead::api {

/// Whose providers a caller may know of, as `catalog::ProviderQuery::owners` wants them.
std::vector<std::string> owners_for(const Caller& caller);

/// The line of the catalogue, where the caller may know of it. `not_found`: another's look like none.
Result<catalog::ProviderSummary> seen_provider(const catalog::Catalog& catalog,
                                               const Caller& caller, const std::string& id);

}  // namespace fairlead::api
