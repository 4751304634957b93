// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "catalog/faults.h"

namespace fairlead::catalog {

/// A document on its way through the layers, each node with the file that it came from.
struct Layered {
    json::object root;
    Positions positions;
};

/// Lays `over` upon `under`: maps merge, lists and scalars replace, null deletes. Members keep the
/// order of `under`, new ones follow, so the first auth method stays the first.
void merge(Layered& under, const json::object& over, const Positions& over_positions);
/// The same for a part of `over`'s document that stands at `from` there (a variant's overlay).
void merge(Layered& under, const json::object& over, const Positions& over_positions,
           const std::string& from);

}  // namespace fairlead::catalog
