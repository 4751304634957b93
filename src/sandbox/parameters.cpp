// SPDX-License-Identifier: Apache-2.0
#include "sandbox/parameters.h"

#include <set>

namespace fairlead::sandbox {

Parameters::Parameters(std::string_view encoded) {
    auto pairs = net::parse_pairs(encoded);
    malformed_ = !pairs;
    if (!pairs) return;
    std::set<std::string_view> seen;
    for (const auto& [name, value] : *pairs) {
        if (name != "fault" && !seen.insert(name).second) malformed_ = true;
    }
    pairs_ = *std::move(pairs);
}

std::string_view Parameters::find(std::string_view name) const {
    for (const auto& [key, value] : pairs_) {
        if (key == name) return value;
    }
    return {};
}

std::vector<std::string> Parameters::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : pairs_) {
        if (key == name && !value.empty()) values.push_back(value);
    }
    return values;
}

}  // namespace fairlead::sandbox
