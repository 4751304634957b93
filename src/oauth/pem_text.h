// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"

#include <string>
#include <string_view>

/// Keys and certificates in PEM (RFC 7468) as people paste them: with line ends, with the `\n` of a
/// JSON file, or with all of them lost in an input field.
namespace fairlead::oauth {

/// Such a text on one line, as it is kept. Other text is left as it is.
std::string one_line_key(std::string_view text);

/// The lines that parsers want, out of that one: every block of the text, and nothing of what stands
/// around them. Other text is left as it is.
Secret pem_of(const Secret& text);

}  // namespace fairlead::oauth
