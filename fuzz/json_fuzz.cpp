// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "target.h"

#include <boost/json/serialize.hpp>

namespace fairlead::fuzz {

/// A pointer, a line feed, a document.
void try_input(std::string_view input) {
    const auto [pointer, text] = halves(input, '\n');
    const auto document = parse_json(text);
    if (!document) return;
    static_cast<void>(scalar_text(find_pointer(*document, pointer)));
    FAIRLEAD_ASSERT(find_pointer(*document, "") == &*document);
    // Not compared: Boost 1.81 rounds the last digit of some numbers in its own way.
    FAIRLEAD_ASSERT(parse_json(json::serialize(*document), {.bytes = 1 << 24}));
}

}  // namespace fairlead::fuzz
