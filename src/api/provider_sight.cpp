// SPDX-License-Identifier: Apache-2.0
#include "api/provider_sight.h"

#include "base/text.h"
#include "custom/provider_sources.h"

#include <algorithm>

namespace fairlead::api {

std::vector<std::string> owners_for(const Caller& caller) {
    return {custom::owner_text(caller.workspace)};
}

Result<catalog::ProviderSummary> seen_provider(const catalog::Catalog& catalog,
                                               const Caller& caller, const std::string& id) {
    TRY(auto found, catalog.summary(id));
    const auto owners = owners_for(caller);
    if (found.owner.empty() || std::ranges::find(owners, found.owner) != owners.end()) return found;
    return Error{Errc::not_found, "there is no provider '" + printable(id, 64) + "'"};
}

}  // namespace fairlead::api
