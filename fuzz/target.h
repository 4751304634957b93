// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/assert.h"

#include <string_view>
#include <utility>

namespace fairlead::fuzz {

/// What one target does with one input; each target's source defines it. Whatever the bytes are, it
/// returns: a crash, a sanitizer's finding or a broken FAIRLEAD_ASSERT is a bug of the parser.
void try_input(std::string_view input);

/// An input that is two texts: what stands before the first `mark` and what behind it.
inline std::pair<std::string_view, std::string_view> halves(std::string_view input, char mark) {
    const auto at = input.find(mark);
    if (at == std::string_view::npos) return {input, {}};
    return {input.substr(0, at), input.substr(at + 1)};
}

/// Takes the first byte off the input; 0 where there is none.
inline unsigned take_byte(std::string_view& input) {
    if (input.empty()) return 0;
    const auto byte = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return byte;
}

}  // namespace fairlead::fuzz
