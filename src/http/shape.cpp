// SPDX-License-Identifier: Apache-2.0
#include "http/shape.h"

namespace fairlead::http {

std::string camel_case(std::string_view snake_case) {
    if (snake_case.ends_with('_')) snake_case.remove_suffix(1);
    std::string camel;
    bool upper = false;
    for (const char c : snake_case) {
        if (c == '_') {
            upper = true;
            continue;
        }
        const bool letter = c >= 'a' && c <= 'z';
        camel.push_back(upper && letter ? static_cast<char>(c - 'a' + 'A') : c);
        upper = false;
    }
    return camel;
}

}  // namespace fairlead::http
