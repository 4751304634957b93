// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"

#include <string>

namespace fairlead::catalog {

/// Every provider of a catalogue as a page of Markdown, `docs/providers/README.md`: how it is
/// connected, how far sources agree on it, what the person who connects it is asked for.
std::string provider_index(const Catalog& catalog);

}  // namespace fairlead::catalog
