// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "target.h"

#include <string>

namespace fairlead::fuzz {

void try_input(std::string_view input) {
    static_cast<void>(hex_decode(input));
    static_cast<void>(base64_decode(input));
    static_cast<void>(base64url_decode(input));
    static_cast<void>(form_decode(input));
    static_cast<void>(parse_integer(input));
    const auto bytes = bytes_of(input);
    FAIRLEAD_ASSERT(*hex_decode(hex_encode(bytes)) == input);
    FAIRLEAD_ASSERT(*base64_decode(base64_encode(bytes)) == input);
    FAIRLEAD_ASSERT(*base64url_decode(base64url_encode(bytes)) == input);
    FAIRLEAD_ASSERT(*percent_decode(percent_encode(input)) == input);
    FAIRLEAD_ASSERT(*form_decode(form_encode(input)) == input);
    const std::string shown = printable(input, 64);
    FAIRLEAD_ASSERT(is_valid_utf8(shown));
    FAIRLEAD_ASSERT(html_escape(input).find_first_of("<>\"") == std::string::npos);
}

}  // namespace fairlead::fuzz
