// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace fairlead::net {

/// A header field that no answer can carry. In a response with a Delivery it says that the body is
/// every byte that goes out, the head too, and that the connection ends after it: for a server
/// that plays one which breaks HTTP.
constexpr std::string_view raw_answer_field = ":raw";

}  // namespace fairlead::net
