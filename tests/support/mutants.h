// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// A provider file with one thing changed.
struct Mutant {
    std::string name;      ///< the key and its new value
    json::object overlay;  ///< what an operator's file would say, without its id
    /// The columns that may notice, the likeliest first.
    std::vector<std::string> columns;
    bool is_of_interest = true;  ///< one of the few that every run tries
};

/// Every mutant of a shipped provider file: each endpoint, body encoding and client authentication
/// of each call, and the rotation class. `file`: the provider file as JSON.
std::vector<Mutant> mutants_of(const json::object& file);

}  // namespace fairlead::tests
