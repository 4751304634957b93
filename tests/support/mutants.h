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

/// Every mutant of the file of a platform that is connected by form, in `auth.key`: the call that
/// proves a key, how the key rides on it, what is taken from its answer, and the errors that are
/// about the key.
std::vector<Mutant> form_mutants_of(const json::object& file);

}  // namespace fairlead::tests
