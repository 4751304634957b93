// SPDX-License-Identifier: Apache-2.0
#include "catalog/examine.h"
#include "target.h"

namespace fairlead::fuzz {

void try_input(std::string_view input) {
    auto document = catalog::read_provider_file(input, "acme", "acme.yaml");
    for (const auto& fault : document.faults) FAIRLEAD_ASSERT(!fault.text().empty());
    if (!document.faults.empty()) return;
    catalog::Sources sources;
    sources.add_file("acme", std::move(document));
    const auto faults = catalog::examine(sources, "acme", {}, catalog::LoopbackHttp::refused);
    if (faults.empty()) FAIRLEAD_ASSERT(catalog::outline_provider(sources, "acme").has_value());
}

}  // namespace fairlead::fuzz
