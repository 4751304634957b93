// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "catalog/examine.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

/// One provider as the build left it: its line of the catalogue, and where its own file's JSON is.
struct CompiledEntry {
    Outlined outlined;
    std::string_view text;
    std::string like;  ///< the parent that its own file names; may be empty
};

/// The table that the build makes of `providers/`: a line of JSON, the index, and behind it each
/// file as compact JSON, found by offset, so that a start reads the index alone.
std::string write_compiled(const std::vector<CompiledEntry>& entries);

/// The entries point into `table`. An error means that the build is broken.
Result<std::vector<CompiledEntry>> read_compiled(std::string_view table);

}  // namespace fairlead::catalog
