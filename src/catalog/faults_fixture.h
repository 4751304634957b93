// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/text.h"
#include "catalog/examine.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

/// For tests: every fault of a file `t.yaml` of this text, one a line, as the operator reads them.
inline std::string faults_of(std::string_view text) {
    auto document = read_provider_file(text, "t", "t.yaml");
    auto faults = document.faults;
    if (faults.empty()) {
        Sources sources;
        sources.add_file("t", std::move(document));
        faults = examine(sources, "t", {}, LoopbackHttp::refused);
    }
    std::vector<std::string> lines;
    for (const auto& fault : faults) lines.push_back(fault.text());
    return join(lines, "\n");
}

}  // namespace fairlead::catalog
