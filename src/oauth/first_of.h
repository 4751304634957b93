// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// What the first pointer that leads to a text, number or boolean finds, as text; empty texts are
/// passed over.
inline std::optional<std::string> first_text(const json::value& document,
                                             const std::vector<std::string>& pointers) {
    for (const auto& pointer : pointers) {
        auto text = scalar_text(find_pointer(document, pointer));
        if (text && !text->empty()) return text;
    }
    return std::nullopt;
}

}  // namespace fairlead::oauth
