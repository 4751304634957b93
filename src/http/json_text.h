// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace fairlead::http {

/// Appends `text` as a JSON string, quotes and escapes included. What is not valid UTF-8 becomes
/// U+FFFD, so that the document stays one.
void append_json_string(std::string& out, std::string_view text);

}  // namespace fairlead::http
